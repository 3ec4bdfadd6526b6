namespace Sync.ConnectorKit;

/// <summary>How a stream can be read.</summary>
public enum ReadStyle
{
    /// <summary>Always all of it.</summary>
    Whole,

    /// <summary>From a day on; later edits of older records do not show.</summary>
    Window,

    /// <summary>What changed since a cursor.</summary>
    Changes,
}

/// <summary>A stream's facts.</summary>
/// <param name="Stream">Which stream.</param>
/// <param name="Style">How it can be read.</param>
public sealed record StreamDescriptor(PosStream Stream, ReadStyle Style)
{
    /// <summary>Whether a deletion at the POS can be seen.</summary>
    public bool CarriesDeletes { get; init; }

    /// <summary>
    /// Whether the first read brings its records from the newest down, so that what matters is there first; false where they come
    /// oldest first, or in whatever order the POS lists them. Where there are several locations it holds for each.
    /// </summary>
    public bool NewestFirst { get; init; }

    /// <summary>Where, or how far, <see cref="NewestFirst"/> holds; null where it does without more ado.</summary>
    public string? NewestFirstWhere { get; init; }

    /// <summary>How old a change at the POS is at most before a read shows it; zero where it shows at once.</summary>
    public TimeSpan Freshness { get; init; }

    /// <summary>The POS's name of the permission that it needs; null where there is none of its own.</summary>
    public string? Scope { get; init; }

    /// <summary>How late a record may appear after it was made; zero where it is at once.</summary>
    public TimeSpan Lateness { get; init; }
}
