namespace Sync.ConnectorKit;

/// <summary>What a stream's records cover, and so what may be concluded from a record's absence.</summary>
public enum CoverageKind
{
    /// <summary>Some records; an absent one means nothing.</summary>
    Changes,

    /// <summary>Every record from <see cref="StreamEnd.From"/> on, proven; an absent one is gone at the POS.</summary>
    Window,

    /// <summary>Every record of the stream, proven; an absent one is gone at the POS.</summary>
    Everything,
}

/// <summary>How a stream ended that was read to its end.</summary>
/// <param name="Cursor">Where the next read starts; saved only after the records before it are stored. Null where the stream has no cursor.</param>
/// <param name="Coverage">What the records cover. A connector that could not prove it (records moved while paging) says <see cref="CoverageKind.Changes"/>.</param>
/// <param name="From">For <see cref="CoverageKind.Window"/>: the earliest creation time that is surely covered.</param>
public sealed record StreamEnd(string? Cursor, CoverageKind Coverage, DateTimeOffset? From = null)
{
    /// <summary>Of orders: what was made later may be missing though it is there, such as what a search has not found yet; null where nothing may.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Things worth telling that lost no record, such as <c>records moved while paging</c>.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Of stock: locations that are closed. What is there may not be told any more, so that its absence means nothing.</summary>
    public IReadOnlyCollection<string> ClosedLocations { get; init; } = [];

    /// <summary>
    /// Of stock: locations of which the POS lists only what it counts, wholly. What is stored of them and is not among it is there, in no
    /// number; nothing of them is gone.
    /// </summary>
    public IReadOnlyCollection<string> CountedOnly { get; init; } = [];

    /// <summary>
    /// For the owner: what the POS does not let this connection read of the stream (all of it, or one location of several), why, and
    /// what to do; null where it lets it read everything. What came is good, and the cursor is one from which the rest comes once it may
    /// be read; but the stream is not complete, and nothing may be concluded from what did not come.
    /// </summary>
    public string? Withheld { get; init; }

    /// <summary>
    /// Of customers who are known by their orders only: what to tell the owner where orders that had a buyer now come without one. Null
    /// where this read told of somebody, which shows that the POS hides nobody.
    /// </summary>
    public string? MayHide { get; init; }

    /// <summary>
    /// Whether the connection, as it is set up, has no such stream though its connector may have: nothing was asked, and the run
    /// says nothing of it. False where it was read and holds nothing.
    /// </summary>
    public bool NotOffered { get; init; }
}
