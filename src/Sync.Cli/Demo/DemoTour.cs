using Sync.Cli.Commands;
using Sync.Cli.Output;
using Sync.ConnectorKit;
using Sync.Engine.Orgs;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Store;
using Sync.Web.Composition;

namespace Sync.Cli.Demo;

/// <summary>
/// A fake Alleaves shop on this machine, an org <c>demo</c> that connects to it, and three syncs: the first, one that finds
/// nothing to do, and one after 1% of the shop has changed.
/// </summary>
internal sealed class DemoTour(SyncServices services)
{
    private const string Connector = "alleaves";
    private const double Churn = 0.01;
    private static readonly OrgId Org = OrgId.Parse("demo");

    public async Task<int> RunAsync(int customers, int orders, int products, CancellationToken cancellation)
    {
        var tenant = services.Store.OpenTenant(Org);
        var state = await PrepareAsync(tenant, cancellation);
        var shop = ShopTruth.Generate(new ShopPlan { Customers = customers, Orders = orders, Products = products, Now = state.Founded });
        for (var round = 1; round <= state.Rounds; round++) shop.Churn(Churn, round);

        await using var pos = await FakeAlleaves.StartAsync(shop);
        Console.WriteLine($"A fake Alleaves shop is open at {pos.BaseUrl}: {customers:N0} customers, {orders:N0} orders, {products:N0} products.");
        await ConnectAsync(tenant, pos, cancellation);

        var first = await SyncAsync(state.Rounds == 0 ? "First sync" : "Sync from where the last demo ended", cancellation);
        var second = await SyncAsync("Second sync: nothing has changed", cancellation);
        state = state with { Rounds = state.Rounds + 1 };
        shop.Churn(Churn, state.Rounds);
        await state.SaveAsync(tenant, cancellation);
        var third = await SyncAsync("Third sync: 1% of the shop has changed", cancellation);

        DemoTable.Print([(state.Rounds == 1 ? "first" : "start", first), ("unchanged", second), ("1% changed", third)]);
        Console.WriteLine($"The data is in {services.Settings.Store}. Try: possync status demo · possync segments demo · possync export demo --out ./demo-export");
        return new[] { first, second, third }.Max(r => RunCommand.CodeOf(r.Result));
    }

    private async Task<DemoState> PrepareAsync(ITenantStore tenant, CancellationToken cancellation)
    {
        if (await DemoState.LoadAsync(tenant, cancellation) is { } state) return state;
        if (await tenant.GetAsync(DocumentPath.Tenant, cancellation) is not null)
            throw new OrgException("There is an org 'demo' that is not the demo's own. Set SYNC_STORE to another place, such as sqlite:./demo.db.");
        await services.Orgs.AddAsync(Org, new OrgSettings { Name = "Demo Dispensary", TimeZone = "America/New_York", Currency = "USD" }, cancellation);
        state = new DemoState(services.Time.GetUtcNow(), 0);
        await state.SaveAsync(tenant, cancellation);
        return state;
    }

    // The shop opens on another port each time, so the connection is saved anew.
    private async Task ConnectAsync(ITenantStore tenant, FakeAlleaves pos, CancellationToken cancellation)
    {
        var given = pos.Settings();
        given["lookBackDays"] = "3650"; // the shop's orders grow old between demos, and 1% of all of them change
        var settings = ConnectionSettings.From(services.Connectors.Find(Connector).Descriptor, given);
        var org = await OrgDirectory.GetAsync(tenant, cancellation);
        var check = await services.Checker.CheckAsync(Connector, Connector, settings, org, cancellation);
        CheckCommand.Print(check);
        await services.Connections.SaveAsync(tenant, Connector, Connector, settings, cancellation);
    }

    private async Task<OrgReport> SyncAsync(string title, CancellationToken cancellation)
    {
        Console.WriteLine();
        Console.WriteLine(title);
        using var progress = new ConsoleProgress(services.Time);
        var report = await services.Runner.RunAsync(Org, new RunOptions(), progress, cancellation);
        progress.Dispose();
        ReportText.Print(report, false);
        return report;
    }
}
