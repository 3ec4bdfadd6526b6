using Sync.Cli.Commands;
using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator.Files;
using Sync.Simulator.Kit;
using Sync.Store;
using Sync.Web.Composition;

namespace Sync.Cli.Demo;

/// <summary>
/// A fake shop that writes its customers, orders and products to files, and three imports of these: the first, the same files
/// again, and those after 1% of the shop has changed.
/// </summary>
internal sealed class FilesTour(SyncServices services)
{
    /// <summary>The connector.</summary>
    public const string Kind = "files";

    private const double Churn = 0.01;
    private static readonly string[] Files = ["customers", "products", "orders"];

    public async Task<int> RunAsync(DemoSize size, SiteChoice site, CancellationToken cancellation)
    {
        var tenant = services.Store.OpenTenant(OrgId.Parse("demo-" + Kind));
        var state = await DemoOrg.PrepareAsync(services, tenant, cancellation);
        await using var shop = Open(size, state);
        Console.WriteLine($"A fake shop writes its records to CSV files: {size.Customers:N0} customers, {size.Orders:N0} orders, {size.Products:N0} products.");

        var first = await ImportAsync(tenant, shop, state.Changes.Count == 0 ? "first" : "start", "First import", cancellation);
        var second = await ImportAsync(tenant, shop, "unchanged", "Second import: nothing has changed", cancellation);
        state = state with { Changes = [.. state.Changes, services.Time.GetUtcNow()] };
        TruthChurn.Run(shop.Truth, Churn, state.Changes.Count, state.Changes[^1]);
        FileExport.Shape(shop.Truth);
        await state.SaveAsync(tenant, cancellation);
        var third = await ImportAsync(tenant, shop, "1% changed", "Third import: 1% of the shop has changed", cancellation);

        DemoTable.Print([first, second, third]);
        Console.WriteLine($"The data is in {services.Settings.Store}. Try: possync status {tenant.Org} · possync segments {tenant.Org} · possync export {tenant.Org} --out ./demo-export");
        if (site.Opens) await new DemoSite(services, tenant.Org).RunAsync(site.Port, null, cancellation);
        return new[] { first, second, third }.Max(s => RunCommand.CodeOf(s.Result));
    }

    private static FileExport Open(DemoSize size, DemoState state)
    {
        var truth = PosTruth.Generate(new TruthPlan { Customers = size.Customers, Orders = size.Orders, Products = size.Products, Now = state.Founded });
        FileExport.Shape(truth);
        for (var round = 1; round <= state.Changes.Count; round++)
        {
            TruthChurn.Run(truth, Churn, round, state.Changes[round - 1]);
            FileExport.Shape(truth);
        }

        return new FileExport(truth, FileForm.Csv);
    }

    private async Task<DemoSync> ImportAsync(ITenantStore tenant, FileExport shop, string title, string heading, CancellationToken cancellation)
    {
        Console.WriteLine();
        Console.WriteLine(heading);
        List<OrgReport> reports = [];
        foreach (var file in Files) reports.Add(await ImportAsync(tenant, shop.SettingsFor(file), cancellation));
        return new DemoSync(title, reports);
    }

    private async Task<OrgReport> ImportAsync(ITenantStore tenant, IReadOnlyDictionary<string, string> given, CancellationToken cancellation)
    {
        var settings = ConnectionSettings.From(services.Connectors.Find(Kind).Descriptor, given);
        var connection = await services.Connections.SaveAsync(tenant, Kind, Kind, settings, [], cancellation);
        return await DemoRun.RunAsync(services, tenant.Org, new RunOptions { Brought = connection }, cancellation);
    }
}
