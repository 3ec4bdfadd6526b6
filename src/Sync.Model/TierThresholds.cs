namespace Sync.Model;

/// <summary>Loyalty points at which a tier begins; bronze begins at 0.</summary>
public sealed record TierThresholds
{
    /// <summary>Silver; default 500.</summary>
    public long Silver { get; init; } = 500;

    /// <summary>Gold; default 1000.</summary>
    public long Gold { get; init; } = 1000;

    /// <summary>Platinum; default 2500.</summary>
    public long Platinum { get; init; } = 2500;
}
