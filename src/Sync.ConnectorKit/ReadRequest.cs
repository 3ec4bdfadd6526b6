namespace Sync.ConnectorKit;

/// <summary>What to read.</summary>
/// <param name="Stream">Which kind of record.</param>
/// <param name="Cursor">Where the last complete read ended, in the connector's own words; null reads from the beginning of what the settings allow.</param>
public sealed record ReadRequest(PosStream Stream, string? Cursor = null);
