using Sync.ConnectorKit;
using Sync.Engine.Queries;
using Sync.Engine.Tests.Harness;
using Sync.Store;

namespace Sync.Engine.Tests;

/// <summary>What is stored and no ledger tells of, because a run was killed or the ledger is lost, is found by the next run and kept.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task Given_two_locations_When_a_first_run_is_killed_at_any_commit_Then_the_next_leaves_the_days_of_both()
    {
        await using var origin = await TwoLocationsAsync();
        await using var undisturbed = origin.Copy();
        await undisturbed.SyncAsync();
        var (expected, digest) = (await Snapshot.OfAsync(undisturbed), await DigestAsync(undisturbed));
        foreach (var location in (string[])["east", "west"]) expected.Keys.ShouldContain($"daily_sales/{location}_2026-11-18");

        var kills = 0;
        await foreach (var (killed, context) in Kills.OfRunAsync(origin))
        {
            await using var org = killed;
            await org.SyncAsync();
            (await Snapshot.OfAsync(org)).ShouldEqual(expected, context);
            (await DigestAsync(org)).ShouldBe(digest, context);
            (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0, context);
            kills++;
        }

        kills.ShouldBeGreaterThan(12);
    }

    [Fact]
    public async Task Given_two_locations_whose_orders_the_POS_shows_no_longer_When_the_ledger_is_lost_Then_the_next_run_leaves_the_days_of_both()
    {
        await using var org = await TwoLocationsAsync();
        await org.SyncAsync();
        var before = await Snapshot.OfAsync(org);
        await org.OthersDeleteAsync("ledger", "main");
        org.Shop.Coverage = CoverageKind.Changes;
        org.Shop.Orders.Clear();

        await org.SyncAsync();

        (await Snapshot.OfAsync(org)).ShouldEqual(before, "without orders");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_a_sale_that_names_its_buyer_by_id_alone_When_a_first_run_is_killed_and_the_customer_comes_later_Then_the_sale_is_theirs(bool checkpoints)
    {
        await using var origin = await ShopAsync();
        origin.Shop.OrderWindow = TimeSpan.FromDays(30);
        origin.Shop.Resumable = checkpoints;
        origin.CheckpointEvery = TimeSpan.Zero;
        for (var i = 0; i < 6; i++) origin.Shop.Put(Make.Order($"waits{i}", 10 + i, customer: $"later{i}", daysAgo: 60));

        var kills = 0;
        await foreach (var (killed, context) in Kills.OfRunAsync(origin))
        {
            await using var org = killed;
            await org.SyncAsync();
            (await org.GetAsync("unmatched_orders", "waits5")).ShouldNotBeNull(context);
            org.Shop.Resumable = false; // all customers come again, and the latest orders alone
            for (var i = 0; i < 6; i++) org.Shop.Put(Make.Customer($"later{i}"));

            await org.SyncAsync();

            for (var i = 0; i < 6; i++) (await org.FindAsync("orders", $"waits{i}")).Text("customerId").ShouldBe($"later{i}", context);
            (await org.AllAsync("unmatched_orders")).ShouldBeEmpty(context);
            await Addition.CheckAsync(org, context);
            kills++;
        }

        kills.ShouldBeGreaterThan(12);
    }

    [Theory]
    [InlineData("customers")]
    [InlineData("days")] // how much is lost, nobody knows
    public async Task Given_a_POS_that_tells_when_customers_were_made_When_a_run_has_died_and_a_part_of_the_ledger_is_lost_Then_all_is_read_and_the_dates_stay(string table)
    {
        await using var org = await DatedAsync();
        var before = await Snapshot.OfAsync(org);
        await org.OthersWriteAsync("ledger", "main", w => w.Flag("unsettled", true)); // as a run that died leaves it
        foreach (var bucket in (await org.AllAsync("ledger")).Where(d => d.Path.Id.StartsWith($"main~{table}~", StringComparison.Ordinal)))
            await org.OthersDeleteAsync("ledger", DocumentId.Unescape(bucket.Path.Id));

        (await org.SyncAsync()).Full.ShouldBeTrue();

        (await Snapshot.OfAsync(org)).ShouldEqual(before, table);
        (await org.CostAsync(full: true)).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_POS_that_tells_when_customers_were_made_When_others_wrote_to_the_head_of_the_ledger_Then_all_is_read_and_the_dates_stay()
    {
        await using var org = await DatedAsync();
        var before = await Snapshot.OfAsync(org);
        var tables = (await org.FindAsync("ledger", "main")).List("tables").ToList();
        await org.OthersWriteAsync("ledger", "main", w => w.List("tables", tables, (m, t) =>
        {
            foreach (var name in t.Names.Order(StringComparer.Ordinal))
                if (name == "slots" && t.Text("name") == "customers") m.Text(name, "");
                else m.Copy(name, t.Value(name)!.Value);
        }));

        (await org.SyncAsync()).Full.ShouldBeTrue();

        (await Snapshot.OfAsync(org)).ShouldEqual(before);
        (await org.CostAsync(full: true)).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_POS_that_tells_when_customers_were_made_and_shows_them_no_longer_When_the_ledger_is_lost_Then_the_dates_stay()
    {
        await using var org = await DatedAsync();
        var before = await Snapshot.OfAsync(org);
        await org.OthersDeleteAsync("ledger", "main");
        org.Shop.Coverage = CoverageKind.Changes;
        org.Shop.Customers.Clear();

        await org.SyncAsync();

        (await Snapshot.OfAsync(org)).ShouldEqual(before);
    }

    private static async Task<TestOrg> DatedAsync()
    {
        var org = await TestOrg.OpenAsync();
        org.Shop.Resumable = true; // from the cursor, nothing is shown again
        for (var i = 0; i < 4; i++) org.Shop.Put(Make.Customer($"{i}", points: 600) with { CreatedAt = Make.Noon.AddDays(-400) });
        for (var i = 0; i < 3; i++) org.Shop.Put(Make.Order($"o{i}", 10 + i, $"c{i}@example.com", daysAgo: i));
        org.Shop.Put(Make.Customer("undated"));
        org.Shop.Put(Make.Order("first", 5, "cundated@example.com", daysAgo: 40));
        await org.SyncAsync();
        await org.CostAsync();
        return org;
    }

    private static Task<string> DigestAsync(TestOrg org) => new TenantExport(org.Store).DigestAsync(TestOrg.Acme);

    private static async Task<TestOrg> TwoLocationsAsync()
    {
        var org = await ShopAsync();
        for (var i = 0; i < 16; i++)
            org.Shop.Put(Make.Order($"o{i}", 10 + i, i % 3 == 0 ? null : "c1@example.com", daysAgo: 1 + (i / 4), location: i % 2 == 0 ? "east" : "west"));
        return org;
    }

    private static async Task<TestOrg> ShopAsync()
    {
        var org = await TestOrg.OpenAsync();
        org.Store.Limits = TestOrg.Small;
        org.Shop.PageSize = 5;
        org.Shop.Put(Make.Customer("1"));
        org.Shop.Put(Make.Product("p1"));
        return org;
    }
}
