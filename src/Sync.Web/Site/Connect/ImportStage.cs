using Sync.Engine.Connections;
using Sync.Engine.Queries;
using Sync.Store;

namespace Sync.Web.Site.Connect;

/// <summary>How far a connection's first import is, which tells what the next sync of it is called.</summary>
public enum ImportStage
{
    /// <summary>Nothing was read yet.</summary>
    None,

    /// <summary>It was begun and cut short.</summary>
    Begun,

    /// <summary>It was made: what comes is a sync like others.</summary>
    Done,
}

/// <summary>Finds it out.</summary>
internal static class ImportStages
{
    /// <summary>Of one connection, be it saved or not. Reads one document, and of a POS without orders those of the org's status.</summary>
    public static async Task<ImportStage> OfAsync(ITenantStore tenant, ConnectorCatalog connectors, string connection, string connector, CancellationToken cancellation)
    {
        var coverage = await HistoryCoverage.ReadAsync(tenant, connectors, [(connection, connector)], cancellation);
        if (coverage is [var orders]) return orders.Complete ? ImportStage.Done : orders.Import is null ? ImportStage.None : ImportStage.Begun;
        var status = await StatusReader.ReadAsync(tenant, cancellation);
        return status.Connections.Any(c => c.Id == connection && c.Streams.Any(s => s.LastSuccessAt is not null)) ? ImportStage.Done : ImportStage.None;
    }
}
