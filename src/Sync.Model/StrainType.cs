namespace Sync.Model;

/// <summary>The kind of cannabis strain, as the menu names it.</summary>
public enum StrainType
{
    /// <summary>Sativa.</summary>
    Sativa,

    /// <summary>Indica.</summary>
    Indica,

    /// <summary>A cross of both.</summary>
    Hybrid,

    /// <summary>Sold for its CBD.</summary>
    Cbd,
}
