using System.Text.Json;
using Sync.TestKit;

namespace Sync.Cli.Tests;

/// <summary>Ten months of a real shop, through the command and into both stores, against figures that were computed elsewhere.</summary>
[Trait("Category", "Slow")]
public sealed class RetailTests
{
    private const string File = "data/online_retail/online_retail_to_2011-09-30.csv.gz";

    [SkippableFact]
    public async Task Given_a_real_shops_file_When_imported_into_SQLite_Then_every_figure_is_right_to_the_penny()
    {
        var file = Require.Shared(File);
        await using var place = new Workplace();
        await ImportAndCheckAsync(place, file);
    }

    [SkippableFact]
    public async Task Given_a_real_shops_file_When_imported_into_both_stores_Then_Firestore_holds_the_same()
    {
        var file = Require.Shared(File);
        Require.That(FirestoreEmulator.MissingReason is null, FirestoreEmulator.MissingReason ?? "");
        var emulator = await FirestoreEmulator.SharedAsync();
        await using var place = new Workplace("firestore:" + emulator.NewProject(), emulator.Host);
        await using var other = new Workplace();
        await other.DoAsync("org", "add", Workplace.Org, "--time-zone", "Europe/London", "--currency", "GBP");
        await other.DoAsync("import", Workplace.Org, file, "--as", "orders");

        await ImportAndCheckAsync(place, file);

        (await place.DoAsync("digest", Workplace.Org)).Out.ShouldBe((await other.DoAsync("digest", Workplace.Org)).Out);
    }

    private static async Task ImportAndCheckAsync(Workplace place, string file)
    {
        await place.DoAsync("org", "add", Workplace.Org);
        string[] import = ["import", Workplace.Org, file, "--as", "orders", "--time-zone", "Europe/London", "--currency", "GBP", "--json"];
        await place.DoAsync("org", "set", Workplace.Org, "timeZone=Europe/London", "currency=GBP");

        var first = await place.DoAsync(import);
        var again = await place.DoAsync(import);
        var segments = await place.DoAsync("segments", Workplace.Org, "--as-of", "2011-10-01T00:00:00Z", "--json");
        var top = await place.DoAsync("spending", Workplace.Org, "14646");
        await place.DoAsync("export", Workplace.Org, "--out", place.PathOf("out"));

        first.Json.Stream("orders").Number("read").ShouldBe(18_786);
        first.Json.Stream("orders").Number("created").ShouldBe(15_920);
        first.Json.Stream("orders").GetProperty("skipped").EnumerateObject().Sum(s => s.Value.GetInt64()).ShouldBe(2_866);
        first.Json.Stream("customers").Number("created").ShouldBe(3_658);
        again.Json.TenantWrites().ShouldBe(0);
        again.Json.GetProperty("store").Number("reads").ShouldBeLessThanOrEqualTo(40);
        top.Out.ShouldStartWith("202389.64 GBP in 47 orders");
        segments.Json.GetProperty("segments").EnumerateObject().ToDictionary(s => s.Name, s => s.Value.GetInt32()).ShouldBe(
            new Dictionary<string, int> { ["churned"] = 1462, ["returning"] = 620, ["at_risk"] = 543, ["loyal"] = 415, ["new"] = 374, ["vip"] = 244 }, ignoreOrder: true);
        CheckExport(place);
    }

    private static void CheckExport(Workplace place)
    {
        var orders = Documents(place, "orders");
        var unmatched = Documents(place, "unmatched_orders");
        var customers = Documents(place, "customers");
        var days = Documents(place, "daily_sales");

        (orders.Count, orders.Sum(o => o.Exact("total"))).ShouldBe((15_920, 5_850_548.10m));
        (unmatched.Count, unmatched.Sum(o => o.Exact("total"))).ShouldBe((2_866, 931_070.90m));
        orders.Concat(unmatched).Sum(o => o.GetProperty("items").GetArrayLength()).ShouldBe(370_931);
        (customers.Count, customers.Sum(c => c.Number("orderCount")), customers.Sum(c => c.Exact("totalSpent"))).ShouldBe((3_658, 13_171, 5_850_548.10m));
        var top = customers.MaxBy(c => c.Exact("totalSpent"));
        (top.Text("id"), top.Exact("totalSpent"), top.Number("orderCount")).ShouldBe(("14646", 202_389.64m, 47));
        Documents(place, "customer_spending").Sum(s => s.Exact("totalSpent")).ShouldBe(5_850_548.10m);
        days.Count.ShouldBe(245);
        days.Sum(d => d.Exact("net")).ShouldBe(5_850_548.10m + 931_070.90m);
        var best = days.MaxBy(d => d.Exact("net"));
        (best.Text("businessDate"), best.Exact("net")).ShouldBe(("2011-09-20", 109_286.21m));
    }

    private static List<JsonElement> Documents(Workplace place, string collection) =>
        [.. System.IO.File.ReadLines(place.PathOf($"out/{collection}.ndjson")).Select(l => JsonDocument.Parse(l).RootElement)];
}
