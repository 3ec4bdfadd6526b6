using Sync.ConnectorKit;
using Sync.Engine.Connections;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Store;
using Sync.Web.Composition;
using Sync.Web.Runs;

namespace Sync.Web.Site.Status;

/// <summary>Puts together how an org stands: its connections, what their last runs left, the run that goes on, what was sold.</summary>
internal sealed class StatusLoader(SyncServices services, LiveRuns live)
{
    /// <summary>What is stored of it.</summary>
    public async Task<StatusFacts> FactsAsync(ITenantStore tenant, CancellationToken cancellation)
    {
        var (connections, status) = (ConnectionDirectory.ListAsync(tenant, cancellation), tenant.GetAsync(StatusDocument.Path, cancellation));
        await Task.WhenAll(connections, status);
        var all = await connections;
        var streams = all.ToDictionary(c => c.Id, c => (IReadOnlyList<PosStream>)[.. services.Connectors.Find(c.Connector).Descriptor.Streams.Select(s => s.Stream)]);
        return new StatusFacts(all, streams, (await status)?.Body.Read());
    }

    /// <summary>The whole page.</summary>
    public async Task<StatusModel> LoadAsync(SiteContext site, CancellationToken cancellation)
    {
        var tenant = site.Scope!.Tenant;
        var (facts, sales) = (FactsAsync(tenant, cancellation), SalesOfDays.LoadAsync(tenant, site.Settings!, services.Time.GetUtcNow(), cancellation));
        await Task.WhenAll(facts, sales);
        var known = await facts;
        var now = known.Live(live.Find(tenant.Org), services.Time.GetUtcNow());
        var connections = known.Connections.Select(c => Connection(site, known, c, now)).ToList();
        return new StatusModel(site, connections, now) { Sales = connections.Count == 0 ? null : await sales };
    }

    /// <summary>One connection; null where the org has none of that id.</summary>
    public async Task<ConnectionPageModel?> LoadAsync(SiteContext site, string id, CancellationToken cancellation)
    {
        var facts = await FactsAsync(site.Scope!.Tenant, cancellation);
        if (facts.Connections.FirstOrDefault(c => c.Id == id) is not { } connection) return null;
        var now = facts.Live(live.Find(site.Scope.Org), services.Time.GetUtcNow());
        return new ConnectionPageModel(site, Connection(site, facts, connection, now), now);
    }

    private ConnectionModel Connection(SiteContext site, StatusFacts facts, Connection connection, LiveModel now)
    {
        var (at, status) = (services.Time.GetUtcNow(), facts.StatusOf(connection.Id));
        var clock = new ShopTime(site.Settings!, at);
        var descriptor = services.Connectors.Find(connection.Connector).Descriptor;
        var running = now is { Running: true, Dry: false } && live.Find(site.Scope!.Org)?.Stages is [.., { } stage] && stage.Connection == connection.Id;
        return new ConnectionModel(connection.Id, descriptor.DisplayName, ConnectionStates.Of(connection, status, running ? now : null, clock, at))
        {
            Connector = connection.Connector,
            Active = connection.Active,
            Running = running,
            SignsIn = descriptor.OAuth is not null && services.Apps.ContainsKey(connection.Connector),
            Reconnect = connection.Reconnect?.Why,
            Error = status?.Text("error"),
            LastRun = status?.Time("lastRunAt") is { } last ? $"{clock.At(last)} ({clock.Ago(last)})" : null,
            Stored = status is { } s ? [.. Stored(s)] : [],
            Streams = status is { } st ? [.. StreamRows.Of(st, clock, at)] : [],
        };
    }

    private static IEnumerable<(string What, string Count)> Stored(DocumentFields status)
    {
        foreach (var (name, what) in new[]
        {
            ("customerCount", "Customers"), ("orderCount", "Orders"), ("unmatchedOrderCount", "Sales without a known customer"), ("menuProductsCount", "Products"), ("inventoryCount", "Stock records"),
        })
            if (status.Integer(name) is { } count and > 0) yield return (what, ShopTime.Number(count));
    }
}
