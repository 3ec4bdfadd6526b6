using Sync.ConnectorKit;
using Sync.Engine.Connections;
using Sync.Store;

namespace Sync.Engine.Runs;

/// <summary>What one run of one connection did.</summary>
public sealed class RunReport
{
    /// <summary>The connection's id.</summary>
    public required string Connection { get; init; }

    /// <summary>The connector's id.</summary>
    public required string Connector { get; init; }

    /// <summary>The streams, by stream.</summary>
    public SortedDictionary<PosStream, StreamReport> Streams { get; } = [];

    /// <summary>A stream's report, made where there is none yet.</summary>
    internal StreamReport Of(PosStream stream) =>
        Streams.TryGetValue(stream, out var found) ? found : Streams[stream] = new StreamReport();

    /// <summary>Streams that the connection, as it is set up now, turned out not to have.</summary>
    internal HashSet<PosStream> NotOffered { get; } = [];

    /// <summary>Says nothing of what is not offered, but where something was done to what is stored of it all the same.</summary>
    internal void LeaveOutNotOffered()
    {
        foreach (var stream in NotOffered)
            if (Streams.TryGetValue(stream, out var found) && found.IsEmpty) Streams.Remove(stream);
    }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; internal set; }

    /// <summary>Whether everything stored was compared.</summary>
    public bool Full { get; internal set; }

    /// <summary>Whether only what webhooks told of was read: nothing else may be concluded from it.</summary>
    public bool ByHints { get; internal set; }

    /// <summary>The days whose orders were read again, where only that was asked for; null otherwise.</summary>
    public OrderRange? Range { get; internal set; }

    /// <summary>Whether the POS was left alone, and only what is stored was brought in line.</summary>
    public bool Unread { get; internal set; }

    /// <summary>Whether a file, the first of its connection, was refused as a whole: then there is no connection to tell anything of.</summary>
    internal bool Untaken { get; set; }

    /// <summary>Whether it tells nothing of how whole the streams are.</summary>
    internal bool IsPartOnly => ByHints || Unread || Range is not null;

    /// <summary>Records as they were before and are after it; a few of each stream.</summary>
    public IReadOnlyList<RecordSample> Samples { get; internal set; } = [];

    /// <summary>Whether nothing was ever read to its end before.</summary>
    internal bool First { get; set; }

    /// <summary>Requests sent to the POS.</summary>
    public long Requests { get; internal set; }

    /// <summary>Answers that said "too many requests".</summary>
    public long Throttled { get; internal set; }

    /// <summary>Time spent waiting for rate limits.</summary>
    public TimeSpan Waited { get; internal set; }

    /// <summary>Store operations by collection, up to the writing of the run's record.</summary>
    public IReadOnlyDictionary<string, StoreOperations> Store { get; internal set; } = new Dictionary<string, StoreOperations>();

    /// <summary>What the org's sync had cost before this run.</summary>
    internal IReadOnlyDictionary<string, StoreOperations> StoreBefore { get; set; } = new Dictionary<string, StoreOperations>();

    internal void CountStore(StoreUsage usage) => Store = new SortedDictionary<string, StoreOperations>(
        usage.ByCollection.ToDictionary(u => u.Key, u => u.Value - StoreBefore.GetValueOrDefault(u.Key)), StringComparer.Ordinal);

    /// <summary>When the next run is due; null where none is: the data has to be brought, or nothing was written.</summary>
    public DateTimeOffset? NextRunAt { get; internal set; }

    /// <summary>Records that the store refused, then those that were rejected, by stream, id and reason; the first hundred.</summary>
    public IReadOnlyList<(PosStream Stream, string Id, string Reason)> Named { get; internal set; } = [];

    /// <summary>Records that are stored, but not as what they are (sales of nobody known), by stream, id and reason; the first hundred.</summary>
    public IReadOnlyList<(PosStream Stream, string Id, string Reason)> Skipped { get; internal set; } = [];

    /// <summary>Derived documents that were put right by a full run.</summary>
    public long RepairedDerived { get; internal set; }

    /// <summary>Sales that found their customer in this run though the POS did not answer with them.</summary>
    public long MatchedLater { get; internal set; }

    /// <summary>Of a dry run: the first documents as they would be stored.</summary>
    public IReadOnlyList<(DocumentPath Path, DocumentBody Body)> Preview { get; internal set; } = [];

    /// <summary>What the connection holds after it; null where the run failed.</summary>
    internal ConnectionCounts? Counts { get; set; }

    /// <summary>For the owner: why the run failed as a whole, and what to do; null where it did not.</summary>
    public string? Error { get; internal set; }

    /// <summary>For the log: the same with its technical cause.</summary>
    public string? ErrorDetail { get; internal set; }

    /// <summary>Whether the whole run failed because the POS refuses the credentials.</summary>
    internal bool CredentialsRefused { get; set; }

    /// <summary>That the owner has to connect again; null where they have not.</summary>
    public ReconnectNote? Reconnect { get; internal set; }

    /// <summary>How they do so; null where <see cref="Reconnect"/> is, or nobody says.</summary>
    public ReconnectWay? ReconnectBy { get; internal set; }

    /// <summary>How it ended.</summary>
    public RunResult Result => Error is not null || NothingWasRead ? RunResult.Failed
        : Streams.Values.All(s => s.Status == StreamStatus.Complete) ? RunResult.Done
        : RunResult.Partial;

    // Where the log-in is refused every stream says so, and none of the run is done: that is no part.
    private bool NothingWasRead => Streams.Count > 0
        && Streams.Values.All(s => s is { Status: StreamStatus.Incomplete or StreamStatus.Waiting, Read: 0, EndReached: false });
}

/// <summary>How a run ended.</summary>
public enum RunResult
{
    /// <summary>Every stream is complete.</summary>
    Done,

    /// <summary>Some stream is incomplete, held, suspicious or damaged.</summary>
    Partial,

    /// <summary>Nothing could be done.</summary>
    Failed,
}
