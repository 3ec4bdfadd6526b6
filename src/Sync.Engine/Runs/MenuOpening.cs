using Sync.Engine.Connections;
using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Orgs;
using Sync.Engine.Writing;
using Sync.Store;

namespace Sync.Engine.Runs;

/// <summary>
/// Opens the menu of an org that has asked for it: takes what products have cost out of every public document, whichever
/// connection it came from and whether or not a POS answers, and only then says so in the org's document. firestore.rules let
/// nobody in before. From here on no run that may write (they read the settings after they have the lease) puts a cost there,
/// until the menu is closed, which takes the word back.
/// </summary>
/// <param name="tenant">Whose.</param>
/// <param name="fence">Goes with every commit.</param>
/// <param name="now">The run's instant.</param>
internal sealed class MenuOpening(ITenantStore tenant, DocumentWrite fence, DateTimeOffset now)
{
    private const int MostTries = 5;
    private static readonly string[] Costs = ["batchCost", "cost"];

    private readonly BookkeepingCommits commits = new(tenant, fence);

    /// <summary>Does what is left to do; nothing where the menu is closed, or open already.</summary>
    /// <param name="org">The org's document, read under the lease.</param>
    /// <param name="connections">All of the org's.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(StoredDocument org, IReadOnlyList<Connection> connections, CancellationToken cancellation)
    {
        if (!OrgSettingsDocument.AwaitsOpening(org.Body)) return;
        var showing = await ShowingCostsAsync(cancellation);
        if (showing.Count > 0)
        {
            await DistrustLedgersAsync(connections, cancellation);
            foreach (var path in showing) await commits.AddAsync(DocumentWrite.Merge(path, BodyParts.UpdatedAt(now), Costs), cancellation);
            await commits.FlushAsync(cancellation);
        }

        await SayAsync(org, cancellation);
    }

    private async Task<List<DocumentPath>> ShowingCostsAsync(CancellationToken cancellation)
    {
        List<DocumentPath> showing = [];
        await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = Collections.PublicProducts, Select = Costs }, cancellation))
            if (Costs.Any(document.Body.Read().Has)) showing.Add(document.Path);
        return showing;
    }

    // The ledgers say that these costs stand there. Should the menu be closed before each connection was compared whole, nobody
    // would miss them.
    private async Task DistrustLedgersAsync(IReadOnlyList<Connection> connections, CancellationToken cancellation)
    {
        var ledgers = await tenant.GetManyAsync([.. connections.Select(c => LedgerManifest.PathOf(c.Id))], cancellation);
        foreach (var (connection, ledger) in connections.Zip(ledgers))
            if (ledger is not null) await commits.AddAsync(LedgerManifest.Unbase(connection.Id), cancellation);
        await commits.FlushAsync(cancellation);
    }

    // Only over what was read: who closes the menu in this very moment must not find it open when they open it next.
    private async Task SayAsync(StoredDocument org, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MostTries && OrgSettingsDocument.AwaitsOpening(org.Body); attempt++)
        {
            try
            {
                await tenant.CommitAsync([fence, DocumentWrite.Replace(org.Path, OrgSettingsDocument.Opened(org.Body), org.Version)], cancellation);
                return;
            }
            catch (StoreException e) when (e.Failure == StoreFailure.VersionChanged)
            {
                // The settings were saved meanwhile, or the lease is lost: then the run's next commit says so.
                org = await OrgDirectory.FindAsync(tenant, cancellation);
            }
        }
    }
}
