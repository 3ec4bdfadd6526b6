using Sync.Cli.Commands;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Store;
using Sync.Web.Composition;

namespace Sync.Cli.Demo;

/// <summary>
/// A fake shop on this machine, an org that connects to it, and three syncs: the first, one that finds nothing to do, and one
/// after 1% of the shop has changed.
/// </summary>
internal sealed class DemoTour(SyncServices services, string connector)
{
    /// <summary>The POS of a demo that names none.</summary>
    public const string Usual = "alleaves";

    private readonly OrgId org = OrgId.Parse(connector == Usual ? "demo" : "demo-" + connector);

    /// <summary>The POS systems that a demo can be of.</summary>
    public static IEnumerable<string> Kinds => FakePosCatalog.All.Keys.Union([Usual, FilesTour.Kind]).Order(StringComparer.Ordinal);

    public async Task<int> RunAsync(DemoSize size, SiteChoice site, CancellationToken cancellation)
    {
        var tenant = services.Store.OpenTenant(org);
        var state = await DemoOrg.PrepareAsync(services, tenant, cancellation);
        await using var shop = await OpenAsync(size, state);
        var name = services.Connectors.Find(connector).Descriptor.DisplayName;
        Console.WriteLine($"A fake {name} shop is open on this machine: {size.Customers:N0} customers, {size.Orders:N0} orders, {size.Products:N0} products.");
        await using var reaching = services.Reaching(AllowedHosts.Parse(new Uri(shop.Url).Authority));
        await ConnectAsync(reaching.Checker, tenant, shop, cancellation);

        var first = await SyncAsync(reaching, state.Changes.Count == 0 ? "First sync" : "Sync from where the last demo ended", cancellation);
        var second = await SyncAsync(reaching, "Second sync: nothing has changed", cancellation);
        state = state with { Changes = [.. state.Changes, services.Time.GetUtcNow()] };
        shop.Change(state.Changes.Count, state.Changes[^1]);
        await state.SaveAsync(tenant, cancellation);
        var third = await SyncAsync(reaching, "Third sync: 1% of the shop has changed", cancellation);

        DemoTable.Print([new DemoSync(state.Changes.Count == 1 ? "first" : "start", [first]), new DemoSync("unchanged", [second]), new DemoSync("1% changed", [third])]);
        Console.WriteLine($"The data is in {services.Settings.Store}. Try: possync status {org} · possync segments {org} · possync export {org} --out ./demo-export");
        if (site.Opens) await new DemoSite(services, org).RunAsync(site.Port, shop.Url, cancellation);
        return new[] { first, second, third }.Max(r => RunCommand.CodeOf(r.Result));
    }

    private async Task<IDemoShop> OpenAsync(DemoSize size, DemoState state)
    {
        var shop = connector == Usual ? await AlleavesDemoShop.OpenAsync(size, state.Founded) : await PosDemoShop.OpenAsync(connector, size, state.Founded);
        for (var round = 1; round <= state.Changes.Count; round++) shop.Change(round, state.Changes[round - 1]);
        return shop;
    }

    // The shop opens on another port each time, so the connection is saved anew.
    private async Task ConnectAsync(ConnectionChecker checker, ITenantStore tenant, IDemoShop shop, CancellationToken cancellation)
    {
        var settings = ConnectionSettings.From(services.Connectors.Find(connector).Descriptor, shop.Settings);
        var known = await OrgDirectory.GetAsync(tenant, cancellation);
        Task Keep(IReadOnlyDictionary<string, Secret> changed, CancellationToken stop)
        {
            settings = settings.With(changed);
            return Task.CompletedTask;
        }

        var check = await checker.CheckAsync(connector, connector, settings, known, Keep, cancellation);
        CheckCommand.Print(check);
        await services.Connections.SaveAsync(tenant, connector, connector, settings, [], cancellation);
    }

    private async Task<OrgReport> SyncAsync(SyncServices reaching, string title, CancellationToken cancellation)
    {
        Console.WriteLine();
        Console.WriteLine(title);
        // What its visitor has connected on the site, such as the fake Square there, is open only while the site is.
        return await DemoRun.RunAsync(reaching, org, new RunOptions { Only = connector }, cancellation);
    }
}
