using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>A run as it is remembered.</summary>
/// <param name="Id">The record's id.</param>
/// <param name="Connection">The connection's id.</param>
/// <param name="Connector">The connector's id.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Result">How it ended.</param>
public sealed record RunEntry(string Id, string Connection, string Connector, DateTimeOffset StartedAt, TimeSpan Duration, RunResult Result)
{
    /// <summary>Whether everything stored was compared.</summary>
    public bool Full { get; init; }

    /// <summary>Whether only what webhooks told of was read.</summary>
    public bool ByWebhooks { get; init; }

    /// <summary>Whether the POS was left alone, and only what is stored was brought in line.</summary>
    public bool Unread { get; init; }

    /// <summary>The days whose orders were read again, where only that was done; null otherwise.</summary>
    public OrderRange? Range { get; init; }

    /// <summary>For the owner: why it failed as a whole, and what to do; null where it did not.</summary>
    public string? Error { get; init; }

    /// <summary>The same with its technical cause.</summary>
    public string? ErrorDetail { get; init; }

    /// <summary>The streams that were read.</summary>
    public IReadOnlyDictionary<PosStream, StreamEntry> Streams { get; init; } = new Dictionary<PosStream, StreamEntry>();

    /// <summary>Requests sent to the POS.</summary>
    public long Requests { get; init; }

    /// <summary>Answers that said "too many requests".</summary>
    public long Throttled { get; init; }

    /// <summary>Time spent waiting for rate limits.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>Store operations by collection.</summary>
    public IReadOnlyDictionary<string, StoreOperations> Store { get; init; } = new Dictionary<string, StoreOperations>();

    /// <summary>All of them.</summary>
    public StoreOperations Operations => Store.Values.Aggregate(default(StoreOperations), (a, b) => a + b);

    /// <summary>What they cost at Firestore's list price, in US dollars.</summary>
    public decimal Price => PriceList.Of(Operations);

    /// <summary>Sales that found their customer in this run though the POS did not answer with them.</summary>
    public long MatchedLater { get; init; }

    /// <summary>Derived documents that were put right.</summary>
    public long RepairedDerived { get; init; }

    /// <summary>Records that were not stored as what they are, with the reason of each; at most a hundred.</summary>
    public IReadOnlyList<NamedRecord> Named { get; init; } = [];

    /// <summary>Records before and after; a few of each stream. Only where one run is read whole.</summary>
    public IReadOnlyList<RecordSample> Samples { get; init; } = [];
}

/// <summary>What a run did to one stream.</summary>
/// <param name="Status">How it ended.</param>
public sealed record StreamEntry(StreamStatus Status)
{
    /// <summary>Records that the POS answered with.</summary>
    public long Read { get; init; }

    /// <summary>Stored for the first time.</summary>
    public long Created { get; init; }

    /// <summary>Stored again because they changed.</summary>
    public long Updated { get; init; }

    /// <summary>Stored already as they are.</summary>
    public long Unchanged { get; init; }

    /// <summary>Removed because the POS has them no longer.</summary>
    public long Deleted { get; init; }

    /// <summary>Removals that wait for approval.</summary>
    public long HeldDeletes { get; init; }

    /// <summary>Records that the POS has no longer and that stay by the owner's word.</summary>
    public long KeptDeletes { get; init; }

    /// <summary>Refused by the store, set aside with the reason.</summary>
    public long Quarantined { get; init; }

    /// <summary>Changed or removed by others, and put right.</summary>
    public long Repaired { get; init; }

    /// <summary>Orders whose parts do not add up to the POS's total.</summary>
    public long Unbalanced { get; init; }

    /// <summary>Not stored as what they are, by reason.</summary>
    public IReadOnlyDictionary<string, long> Skipped { get; init; } = new Dictionary<string, long>();

    /// <summary>Sales without a known customer: stored, but aside (<c>unmatched_orders</c>).</summary>
    public long Unmatched => Skipped.GetValueOrDefault(SkipReasons.NoCustomer);

    /// <summary>Records that are stored nowhere, since they were not understood; what the store refused is <see cref="Quarantined"/>.</summary>
    public long Rejected => SkipReasons.Rejected(Skipped);

    /// <summary>Records that are not stored as what they are: each has its reason, and a run names the first of them.</summary>
    public long NotStored => Quarantined + Skipped.Values.Sum();

    /// <summary>For the owner: why it is not complete, and what to do; null where it is.</summary>
    public string? Error { get; init; }

    /// <summary>The same with its technical cause.</summary>
    public string? ErrorDetail { get; init; }

    /// <summary>Things worth telling that lost nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>A record that was not stored as what it is.</summary>
/// <param name="Stream">Of which stream.</param>
/// <param name="Id">The POS's id.</param>
/// <param name="Reason">Why.</param>
public sealed record NamedRecord(PosStream Stream, string Id, string Reason);
