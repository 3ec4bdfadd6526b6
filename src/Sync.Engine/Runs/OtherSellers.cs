using Sync.ConnectorKit;
using Sync.Engine.Connections;
using Sync.Engine.Ledger;
using Sync.Store;

namespace Sync.Engine.Runs;

/// <summary>
/// Whether an org sells at another connection too, so that the documents of its days have to tell locations apart. A list of customers
/// or products that somebody imports beside the till sells nothing, and renames no day.
/// </summary>
internal static class OtherSellers
{
    public static async Task<bool> AnyAsync(ITenantStore tenant, ConnectorCatalog connectors, IEnumerable<Connection> others, CancellationToken cancellation)
    {
        List<DocumentPath> brought = [];
        foreach (var other in others)
        {
            var descriptor = connectors.Find(other.Connector).Descriptor;
            if (descriptor.Streams.All(s => s.Stream != PosStream.Orders)) continue;
            if (descriptor.Scheduled) return true; // from its first run on, and before
            brought.Add(LedgerManifest.PathOf(other.Id));
        }

        if (brought.Count == 0) return false;
        var manifests = await tenant.GetManyAsync(brought, cancellation);
        return manifests.Any(m => m is not null && LedgerManifest.From(m.Body).Locations.Count > 0);
    }
}
