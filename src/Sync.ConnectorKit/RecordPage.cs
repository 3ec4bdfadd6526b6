using Sync.Model;

namespace Sync.ConnectorKit;

/// <summary>One page of a stream.</summary>
/// <param name="Records">The records, all of the stream's kind.</param>
public sealed record RecordPage(IReadOnlyList<IPosRecord> Records)
{
    /// <summary>What the page held that is no good record: counted and named, while the rest goes in.</summary>
    public IReadOnlyList<RejectedRecord> Rejected { get; init; } = [];

    /// <summary>How many records the POS says the stream has; null where it does not say. For progress only.</summary>
    public long? ExpectedTotal { get; init; }

    /// <summary>On the last page, and only there: how the stream ended.</summary>
    public StreamEnd? End { get; init; }
}
