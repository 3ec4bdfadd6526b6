using System.Text.Json;
using Sync.ConnectorKit;
using Sync.Engine.Connections;
using Sync.Model;
using Sync.Store;

namespace Sync.Cli.Tests;

/// <summary>An import that says another time zone than those before: what is stored is counted by it too, and that is told.</summary>
public sealed class NewTimeZoneTests
{
    // The last hour of a day in London, three days long; one sale is of nobody.
    private const string Orders = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
        + "1,A1,Mug,1,2011-07-01 23:30:00,2.50,0017\n"
        + "2,A1,Mug,2,2011-07-02 12:00:00,2.50,0018\n"
        + "3,A1,Mug,4,2011-07-31 23:30:00,2.50,\n";

    [Theory]
    [InlineData("orders", "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n4,A1,Mug,8,2011-08-02 12:00:00,2.50,0017\n")]
    [InlineData("customers", "Customer ID,Email,First name\n0017,ann@example.com,Ann\n")]
    public async Task Given_stored_orders_When_a_file_is_imported_in_another_time_zone_Then_both_zones_and_how_many_moved_are_told_and_the_days_still_add_up(string kind, string next)
    {
        await using var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org, "--time-zone", "Europe/London", "--currency", "GBP");
        await place.DoAsync("import", Workplace.Org, place.Write("orders.csv", Orders), "--as", "orders");
        await ShouldAddUpAsync(place, "2011-07-01", "2011-07-02", "2011-07-31");
        var file = place.Write("next.csv", next);

        var dry = await place.DoAsync("import", Workplace.Org, file, "--as", kind, "--time-zone", "Europe/Athens", "--dry-run");
        var done = await place.DoAsync("import", Workplace.Org, file, "--as", kind, "--time-zone", "Europe/Athens");
        var again = await place.DoAsync("import", Workplace.Org, file, "--as", kind);

        foreach (var told in new[] { dry.Out, done.Out }) told.ShouldContain("went by Europe/London and go by Europe/Athens now: 2 of them moved to another day");
        again.Out.ShouldNotContain("Europe/");
        string[] days = ["2011-07-02", "2011-08-01"];
        await ShouldAddUpAsync(place, kind == "orders" ? [.. days, "2011-08-02"] : days);
    }

    [Fact]
    public async Task Given_an_import_in_another_time_zone_that_was_cut_off_When_the_org_is_run_Then_no_day_moves_and_the_status_says_what_to_do()
    {
        await using var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org, "--time-zone", "Europe/London", "--currency", "GBP");
        var file = place.Write("orders.csv", Orders);
        await place.DoAsync("import", Workplace.Org, file, "--as", "orders");
        var digest = await place.DoAsync("digest", Workplace.Org);
        (await place.DoAsync("status", Workplace.Org)).Out.ShouldSatisfyAllConditions(s => s.ShouldNotContain("next run"), s => s.ShouldContain("2 orders and 1 of nobody known"));
        await using (var services = await place.OpenAsync())
        {
            // As a kill in the midst leaves it.
            var tenant = services.Store.OpenTenant(OrgId.Parse(Workplace.Org));
            var settings = ConnectionSettings.From(services.Connectors.Find("files").Descriptor, new Dictionary<string, string> { ["file"] = file, ["as"] = "orders", ["timeZone"] = "Europe/Athens" });
            await services.Connections.SaveAsync(tenant, "files", "files", settings, []);
            await new FileImports(services.Time).BeginAsync(tenant, "files", "orders.csv");
        }

        await place.DoAsync("run", Workplace.Org);

        (await place.DoAsync("digest", Workplace.Org)).Out.ShouldBe(digest.Out);
        (await place.DoAsync("status", Workplace.Org)).Out.ShouldContain("The import of 'orders.csv' was cut off");
        (await StateAsync(place)).ShouldBe("cut_off");
        await place.DoAsync("import", Workplace.Org, file, "--as", "orders", "--wait", "1");
        (await place.DoAsync("status", Workplace.Org)).Out.ShouldNotContain("was cut off");
        (await StateAsync(place)).ShouldBe("up_to_date");
        await ShouldAddUpAsync(place, "2011-07-01", "2011-07-02", "2011-07-31");
    }

    private static async Task<string?> StateAsync(Workplace place) =>
        JsonDocument.Parse((await place.DoAsync("status", Workplace.Org, "--json")).Out).RootElement.GetProperty("connections").GetProperty("files").GetProperty("state").GetString();

    private static async Task ShouldAddUpAsync(Workplace place, params string[] expected)
    {
        await using var services = await place.OpenAsync();
        var tenant = services.Store.OpenTenant(OrgId.Parse(Workplace.Org));
        var orders = (await AllAsync(tenant, "orders")).Concat(await AllAsync(tenant, "unmatched_orders")).ToList();
        var days = (await AllAsync(tenant, "daily_sales")).ToDictionary(d => d.Text("businessDate")!, d => d.Number("net"));
        days.Keys.Order().ShouldBe(expected);
        foreach (var (day, net) in days) net.ShouldBe(orders.Where(o => o.Text("businessDate") == day).Sum(o => o.Number("total")), day);
        days.Values.Sum().ShouldBe(orders.Sum(o => o.Number("total")));
    }

    private static ValueTask<List<DocumentFields>> AllAsync(ITenantStore tenant, string collection) =>
        tenant.QueryAsync(new DocumentQuery { Collection = collection }).Select(d => d.Body.Read()).ToListAsync();
}
