namespace Sync.ConnectorKit.Wire;

/// <summary>A number as it came: stated, absent, or something that is no number.</summary>
/// <param name="Value">The number; null where absent or unreadable.</param>
/// <param name="Bad">True where something was stated that is no number, or one too large for any amount.</param>
public readonly record struct WireNumber(decimal? Value, bool Bad = false)
{
    /// <summary>Something that is no number.</summary>
    public static WireNumber Unreadable => new(null, true);

    /// <summary>Whether anything was stated, readable or not.</summary>
    public bool Stated => Bad || Value is not null;

    /// <summary>This, or another where nothing was stated here.</summary>
    public WireNumber Or(WireNumber other) => Stated ? this : other;
}
