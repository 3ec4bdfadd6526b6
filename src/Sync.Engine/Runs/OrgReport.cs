using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Runs;

/// <summary>What one sync of one org did.</summary>
public sealed class OrgReport
{
    /// <summary>Which org.</summary>
    public required OrgId Org { get; init; }

    /// <summary>Its connections' runs, in order of connection.</summary>
    public List<RunReport> Runs { get; } = [];

    /// <summary>All store operations, those of the lease, the records and the status included.</summary>
    public StoreOperations Store { get; internal set; }

    /// <summary>The same by collection.</summary>
    public IReadOnlyDictionary<string, StoreOperations> StoreByCollection { get; internal set; } = new Dictionary<string, StoreOperations>();

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; internal set; }

    /// <summary>Whether something that webhooks told of could not be read, and is to be tried again.</summary>
    public bool HintsLeft { get; internal set; }

    /// <summary>Whether webhooks told of more than one round takes.</summary>
    public bool MoreHints { get; internal set; }

    /// <summary>Why the days' sales could not be compared after the run, for whoever operates the service; null where they were, or it was not time to.</summary>
    public string? NotCompared { get; internal set; }

    /// <summary>The store's clock by the org's settings as the run read them; null before.</summary>
    internal StoreClock? Clock { get; set; }

    /// <summary>Connections that were removed, with all that came from them, since their account asked for it.</summary>
    internal HashSet<string> Gone { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether only what webhooks told of was asked for, which may be nothing.</summary>
    internal bool OnlyHinted { get; init; }

    /// <summary>Whether only days that wait to be read again were asked for, which may be none any more.</summary>
    internal bool OnlyWaiting { get; init; }

    /// <summary>Whether nothing was to be read, and the run is of what was asked concerning people's data alone.</summary>
    internal bool OnlyAsked { get; set; }

    /// <summary>The worst of its runs' results.</summary>
    public RunResult Result => Runs.Count == 0 ? (OnlyHinted || OnlyWaiting || OnlyAsked || Gone.Count > 0 ? RunResult.Done : RunResult.Failed)
        : Runs.All(r => r.Result == RunResult.Failed) ? RunResult.Failed
        : Runs.All(r => r.Result == RunResult.Done) ? RunResult.Done
        : RunResult.Partial;
}
