namespace Sync.Cli.Tests;

/// <summary>An org that changes its currency after it has imported files in the former one.</summary>
public sealed class ImportCurrencyTests
{
    private const string Header = "Order ID,Created at,Order total,Customer ID\n";

    [Fact]
    public async Task Given_orders_imported_in_one_currency_When_the_org_is_set_to_another_Then_a_run_says_how_many_count_nowhere_and_what_is_imported_again_counts()
    {
        await using var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org, "--currency", "GBP");
        await ImportAsync(place, "1,2011-07-01 08:26:00,10.50,0017\n2,2011-07-02 08:26:00,20,0017\n");
        await place.DoAsync("org", "set", Workplace.Org, "currency=EUR");

        var run = await place.DoAsync("run", Workplace.Org, "--json");
        var days = await DaysAsync(place, "changed");
        await ImportAsync(place, "2,2011-07-02 08:26:00,23,0017\n");

        run.Out.ShouldContain("2 stored orders are not in EUR");
        run.Json.Stream("orders").Text("status").ShouldBe("complete");
        days.ShouldBeEmpty();
        (await DaysAsync(place, "imported again")).ShouldSatisfyAllConditions(
            d => d.Trim().Split('\n').Length.ShouldBe(1), d => d.ShouldContain("\"businessDate\":\"2011-07-02\""), d => d.ShouldContain("\"net\":23,"), d => d.ShouldContain("\"currency\":\"EUR\""));
    }

    private static Task ImportAsync(Workplace place, string rows) =>
        place.DoAsync("import", Workplace.Org, place.Write("orders.csv", Header + rows), "--as", "orders");

    private static async Task<string> DaysAsync(Workplace place, string name)
    {
        await place.DoAsync("export", Workplace.Org, "--out", place.PathOf(name));
        var file = place.PathOf(name + "/daily_sales.ndjson");
        return File.Exists(file) ? await File.ReadAllTextAsync(file) : "";
    }
}
