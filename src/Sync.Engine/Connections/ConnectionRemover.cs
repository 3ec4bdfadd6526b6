using Sync.Engine.Audit;
using Sync.Engine.Leases;
using Sync.Engine.Orgs;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>
/// Removes a connection with all that came from it, at a person's word: records, what was derived from them, ledger, runs and
/// credentials; people, spending and status are brought in line. Whoever wants to keep what was read pauses the connection
/// instead (<see cref="ConnectionDirectory.SetActiveAsync"/>).
/// </summary>
public sealed class ConnectionRemover(IDocumentStore store, ConnectionDirectory directory, OrgRunner runner)
{
    /// <summary>Notes the removal, with its line in the audit log, and carries it out under the org's lease.</summary>
    /// <param name="org">Whose.</param>
    /// <param name="id">Which connection.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="wait">How long to wait for a run of the org to end; zero does not.</param>
    /// <param name="progress">Who wants to watch.</param>
    /// <param name="cancellation">Stops it at a safe point.</param>
    /// <exception cref="OrgException">There is no such connection.</exception>
    /// <exception cref="LeaseHeldException">A run of the org goes on; the removal is noted, and the next run carries it out.</exception>
    /// <exception cref="LeaseLostException">Another run took over; it, or the next one, carries it out.</exception>
    /// <exception cref="StoreException">The store cannot go on; the next run does what is left.</exception>
    public async Task<OrgReport> RemoveAsync(
        OrgId org, string id, Actor actor, TimeSpan wait, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        await directory.BeginRemovalAsync(store.OpenTenant(org), id, actor, cancellation);
        return await runner.RunAsync(org, new RunOptions { OnlyRemovals = true, Wait = wait }, progress, cancellation);
    }
}
