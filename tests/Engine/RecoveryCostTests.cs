using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Store;

namespace Sync.Engine.Tests;

/// <summary>What it costs to put a ledger right after a run that died, where several connections share the collections.</summary>
public sealed class RecoveryCostTests
{
    private static readonly string[] Records = ["customers", "orders", "unmatched_orders", "products", "publicViews/products/items", "inventory"];

    [Theory]
    [InlineData("main")]
    [InlineData("second")]
    [InlineData("third")]
    public async Task Given_three_shops_When_a_run_of_one_has_died_Then_its_own_documents_are_read_once_and_no_others(string died)
    {
        await using var org = await ThreeAsync();
        var before = await Snapshot.OfAsync(org);
        await DieAsync(org, died);

        var usage = (await org.CostAsync()).StoreByCollection;

        foreach (var collection in Records) usage[collection].Reads.ShouldBeLessThanOrEqualTo(await OwnAsync(org, collection, "", died) + 3, collection);
        usage["customer_spending"].Reads.ShouldBeLessThanOrEqualTo(await OwnAsync(org, "customer_spending", "cid_", died) + 3);
        usage["orders"].Reads.ShouldBeGreaterThanOrEqualTo(await OwnAsync(org, "orders", "", died));
        (await Snapshot.OfAsync(org)).ShouldEqual(before, died);
    }

    [Theory]
    [InlineData("main")]
    [InlineData("second")]
    public async Task Given_three_shops_When_documents_of_one_were_changed_by_others_and_its_run_has_died_Then_they_are_put_right(string died)
    {
        await using var org = await ThreeAsync();
        var before = await Snapshot.OfAsync(org);
        var of = Prefix(died);
        foreach (var (collection, id) in new[] { ("customers", of + "c-odd"), ("customer_spending", "cid_" + of + "c-odd") })
            await org.OthersWriteAsync(collection, id, w => w.Text("orgId", "acme"));
        await DieAsync(org, died);

        await org.RunAsync(new RunOptions { ApproveDeletes = true });

        (await Snapshot.OfAsync(org)).ShouldEqual(before, died);
    }

    [Fact]
    public async Task Given_large_shops_When_another_is_connected_Then_its_first_run_does_not_read_theirs()
    {
        await using var org = await ThreeAsync();
        org.Pos.Shops["4"] = new ScriptedShop();
        org.Pos.Shops["4"].Put(Make.Customer("x", "x@example.com"));
        await org.ConnectAsync("fourth", ScriptedPos.Id, new Dictionary<string, string> { ["shop"] = "4" });

        var usage = (await org.RunAsync(new RunOptions { Only = "fourth" })).StoreByCollection;

        foreach (var collection in Records) usage.GetValueOrDefault(collection).Reads.ShouldBeLessThanOrEqualTo(2, collection);
        (await org.GetAsync("customers", "fourth:x")).ShouldNotBeNull();
    }

    private static async Task<TestOrg> ThreeAsync()
    {
        var org = await TestOrg.OpenAsync();
        new RandomShop(org.Shop, 1, Make.Noon).Fill(30, 60, 10);
        foreach (var (id, shop) in new[] { ("second", "2"), ("third", "3") })
        {
            new RandomShop(org.Pos.Shops[shop] = new ScriptedShop(), int.Parse(shop), Make.Noon).Fill(30, 60, 10);
            await org.ConnectAsync(id, ScriptedPos.Id, new Dictionary<string, string> { ["shop"] = shop });
        }

        await org.RunAsync(new RunOptions { ApproveDeletes = true });
        await org.CostAsync();
        return org;
    }

    // As a run leaves it that was killed after its first document.
    private static Task DieAsync(TestOrg org, string connection) => org.OthersWriteAsync("ledger", connection, w => w.Flag("unsettled", true));

    private static string Prefix(string connection) => connection == "main" ? "" : connection + ":";

    private static async Task<int> OwnAsync(TestOrg org, string collection, string before, string connection) => (await org.AllAsync(collection))
        .Select(d => DocumentId.Unescape(d.Path.Id)).Where(i => i.StartsWith(before, StringComparison.Ordinal)).Select(i => i[before.Length..])
        .Count(i => connection == "main" ? !i.StartsWith("second:", StringComparison.Ordinal) && !i.StartsWith("third:", StringComparison.Ordinal) : i.StartsWith(Prefix(connection), StringComparison.Ordinal));
}
