namespace Sync.ConnectorKit;

/// <summary>What to read.</summary>
/// <param name="Stream">Which kind of record.</param>
/// <param name="Cursor">Where the last complete read ended, in the connector's own words; null reads from the beginning of what the settings allow.</param>
public sealed record ReadRequest(PosStream Stream, string? Cursor = null)
{
    /// <summary>
    /// Of orders, and without a cursor: only those made at or after this instant are asked for. A connector that cannot narrow a
    /// read ignores it and yields more; none yields less. Null for all.
    /// </summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The same for those made before this instant. A narrowed read covers no order that was made at or after it.</summary>
    public DateTimeOffset? Until { get; init; }
}
