namespace Sync.ConnectorKit;

/// <summary>A connector that can read single records again.</summary>
public interface IReadsById
{
    /// <summary>The streams of which it can.</summary>
    IReadOnlyList<PosStream> StreamsById { get; }

    /// <summary>
    /// Reads records by their ids. What the POS no longer has is named in <see cref="RecordPage.Deleted"/>, where that proves
    /// that it is deleted. The last page carries an end of <see cref="CoverageKind.Changes"/> without a cursor.
    /// </summary>
    /// <exception cref="ConnectorException">The read cannot go on; the pages before it are good.</exception>
    IAsyncEnumerable<RecordPage> ReadByIdAsync(PosStream stream, IReadOnlyList<string> ids, ConnectionContext connection, CancellationToken cancellation);
}
