using Sync.Model;

namespace Sync.ConnectorKit;

/// <summary>One page of a stream.</summary>
/// <param name="Records">The records, all of the stream's kind.</param>
public sealed record RecordPage(IReadOnlyList<IPosRecord> Records)
{
    /// <summary>What the page held that is no good record: counted and named, while the rest goes in.</summary>
    public IReadOnlyList<RejectedRecord> Rejected { get; init; } = [];

    /// <summary>Ids of records that the POS says are deleted: they leave, within the org's limit.</summary>
    public IReadOnlyList<string> Deleted { get; init; } = [];

    /// <summary>
    /// Of products: groups (see <see cref="Product.Group"/>) of which the page holds every product that there is. What is stored
    /// of them beside these leaves as those in <see cref="Deleted"/> do.
    /// </summary>
    public IReadOnlyList<string> WholeGroups { get; init; } = [];

    /// <summary>
    /// A cursor from which the rest of this read can be taken up once this page is stored; null where it cannot be. A read from
    /// it delivers what followed, to the same end, except that its coverage is <see cref="CoverageKind.Changes"/>.
    /// </summary>
    public string? Checkpoint { get; init; }

    /// <summary>How many records the POS says the stream has; null where it does not say. For progress only.</summary>
    public long? ExpectedTotal { get; init; }

    /// <summary>
    /// Whether these records come ahead of their turn, as those of the last days may where a list begins with the oldest: they tell
    /// nothing of how far the read has come.
    /// </summary>
    public bool Ahead { get; init; }

    /// <summary>On the last page, and only there: how the stream ended.</summary>
    public StreamEnd? End { get; init; }
}
