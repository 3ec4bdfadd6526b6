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

    /// <summary>When <see cref="Coverage"/> was read for somebody who watches, by the clock's timestamp; null where it was not.</summary>
    public long? CoveredAt { get; init; }

    /// <summary>Whether the days add up, as it was looked at last; null where it never was, or is not asked for.</summary>
    public TieOutReport? Ties { get; init; }

    /// <summary>Whether a run goes on, in whichever process; not read where no import of a file is noted.</summary>
    public bool RunsSomewhere { get; init; }

    /// <summary>The run that another process carries out; null where none does.</summary>
    public RunElsewhere? Elsewhere { get; init; }

    /// <summary>How the run stands that goes on, here or elsewhere. One of this process that has not begun to read may yet wait for the other.</summary>
    /// <param name="here">The latest run of this process; null where there was none.</param>
    /// <param name="now">Now.</param>
    public LiveModel Live(LiveRun? here, DateTimeOffset now)
    {
        if (Elsewhere is not { } other || here is { Outcome: null, Stages.Count: > 0 }) return LiveNumbers.Of(here, Connectors.GetValueOrDefault, now);
        return LiveNumbers.Of(other, Connectors.GetValueOrDefault, Coverage.Where(c => Status.Connections.Any(s => s.Id == c.Connection && s.State is not (ConnectionState.Paused or ConnectionState.Unconfirmed or ConnectionState.Removing))), now);
    }
}
