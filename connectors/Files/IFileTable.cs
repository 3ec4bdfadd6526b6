using Sync.ConnectorKit;
using Sync.Connectors.Files.Rejects;
using Sync.Model;

namespace Sync.Connectors.Files;

/// <summary>A file that was read to its end and found fit to go in.</summary>
internal interface IFileTable
{
    /// <summary>The stream that the rows of the file belong to: it tells of the rejected ones.</summary>
    PosStream Stream { get; }

    /// <summary>The streams that the file has something of.</summary>
    IReadOnlyCollection<PosStream> Streams { get; }

    /// <summary>Things worth telling that lost no record.</summary>
    IReadOnlyList<string> Warnings { get; }

    /// <summary>The records of a stream; none where the file does not hold it.</summary>
    IEnumerable<IPosRecord> Records(PosStream stream);

    /// <summary>The rows that do not go in; reads the file once more where there are any.</summary>
    IEnumerable<RejectedRow> Rejected();
}
