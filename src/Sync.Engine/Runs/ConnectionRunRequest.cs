using Sync.ConnectorKit;
using Sync.Engine.Connections;
using Sync.Engine.Documents;
using Sync.Engine.Hints;
using Sync.Engine.Leases;
using Sync.Engine.Ledger;
using Sync.Engine.Privacy;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Runs;

/// <summary>What a connection's run is asked to do.</summary>
/// <param name="Tenant">Whose documents; its counts go on through the org's sync.</param>
/// <param name="Org">The org's settings.</param>
/// <param name="All">All of the org's connections.</param>
/// <param name="Connection">The one to run.</param>
/// <param name="Options">How.</param>
/// <param name="Lease">The org's lease; null in a dry run, which writes nothing.</param>
/// <param name="Progress">Who wants to watch.</param>
internal sealed record ConnectionRunRequest(
    ITenantStore Tenant, OrgSettings Org, IReadOnlyList<Connection> All, Connection Connection, RunOptions Options, OrgLease? Lease, IProgress<RunProgress>? Progress)
{
    /// <summary>Which documents are the connection's.</summary>
    public DocumentScope Scope => new(Tenant.Org, Connection.Connector, Connection.Prefix)
    {
        OtherPrefixes = [.. All.Where(c => c.Id != Connection.Id && !c.First).Select(c => c.Prefix)],
    };

    /// <summary>Those who asked to be forgotten.</summary>
    public required ErasedPeople Erased { get; init; }

    /// <summary>Sales that were named with such a request, by the POS's ids, until it is carried out.</summary>
    public IReadOnlyList<string> ErasedOrders { get; init; } = [];

    /// <summary>Whether the POS is left alone: only what is stored is looked after.</summary>
    public bool Unread { get; init; }

    /// <summary>What webhooks told of, if only that is to be read; null for every stream.</summary>
    public HintSet? Hints { get; init; }

    /// <summary>
    /// Whether its first import was cut off, and only the file can go on with it: what is stored is a part, from which nothing may be
    /// derived, and no POS has the rest. What somebody asked to be forgotten is taken out of it all the same.
    /// </summary>
    public bool WaitsForItsFile(ConnectorDescriptor connector, LedgerManifest manifest) =>
        !connector.Scheduled && manifest.Completed.Count == 0 && Connection.Imports.Count > 0 && Options.Brought is null
        && !Unread && !(Erased.Any && manifest.Erasures != Erased.Version);
}
