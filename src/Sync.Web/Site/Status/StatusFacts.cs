using Sync.ConnectorKit;
using Sync.Engine.Queries;
using Sync.Web.Runs;

namespace Sync.Web.Site.Status;

/// <summary>What is stored of how an org stands.</summary>
/// <param name="Status">Its connections and what their last runs left.</param>
/// <param name="Connectors">The facts of each connection's POS, by the connection's id.</param>
internal sealed record StatusFacts(OrgStatus Status, IReadOnlyDictionary<string, ConnectorDescriptor> Connectors)
{
    /// <summary>How much of the past is there; not read where only a run is told of.</summary>
    public IReadOnlyList<ConnectionCoverage> Coverage { get; init; } = [];

    /// <summary>Whether the days add up, as it was looked at last; null where it never was, or is not asked for.</summary>
    public TieOutReport? Ties { get; init; }

    /// <summary>Whether a run goes on, in whichever process; not read where no import of a file is noted.</summary>
    public bool RunsSomewhere { get; init; }

    /// <summary>How a run stands.</summary>
    public LiveModel Live(LiveRun? run, DateTimeOffset now) => LiveNumbers.Of(run, Connectors.GetValueOrDefault, now);
}
