using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Store;

namespace Sync.Engine.Tests;

/// <summary>A full run trusts neither ledger nor cursor: it finds and mends what others changed or removed.</summary>
public sealed class FullRunTests
{
    public static TheoryData<string, string, string?, bool> Damages { get; } = new()
    {
        // collection, id, a field that is changed (null: the document is removed), whether it counts as derived
        { "customers", "3", "firstName", false },
        { "customers", "3", null, false },
        { "customers", "3", "totalSpent", true },
        { "customers", "3", "segment", true },
        { "orders", "o3", "total", false },
        { "orders", "o3", null, false },
        { "products", "3", "name", false },
        { "products", "3", null, false },
        { "publicViews/products/items", "3", null, false },
        { "publicViews/products/items", "3", "price", false },
        { "customer_spending", "cid_3", "totalSpent", true },
        { "customer_spending", "c3@example.com", null, true },
        { "daily_sales", "2026-11-17", "net", true },
        { "daily_sales", "2026-11-17", null, true },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Given_a_document_that_others_changed_When_all_is_compared_Then_it_is_mended_and_counted(string collection, string id, string? field, bool derived)
    {
        await using var org = await GivenAsync();
        var before = await Snapshot.OfAsync(org);
        if (field is null) await org.OthersDeleteAsync(collection, id);
        else if ((await org.FindAsync(collection, id)).Number(field) is not null) await org.OthersWriteAsync(collection, id, w => w.Number(field, 4711));
        else await org.OthersWriteAsync(collection, id, w => w.Text(field, "tampered"));
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0); // a usual run believes the ledger

        var run = await org.SyncAsync(full: true);

        (await Snapshot.OfAsync(org)).ShouldEqual(before);
        (run.RepairedDerived + run.Streams.Values.Sum(s => s.Repaired)).ShouldBeGreaterThan(0);
        if (derived) run.RepairedDerived.ShouldBe(1);
        (await org.CostAsync(full: true)).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_spending_and_a_customer_of_nobody_When_all_is_compared_Then_they_go()
    {
        await using var org = await GivenAsync();
        var before = await Snapshot.OfAsync(org);
        await org.OthersWriteAsync("customer_spending", "cid_999", w => w.Number("totalSpent", 5));
        await org.OthersWriteAsync("customer_spending", "ghost@example.com", w => w.Number("totalSpent", 5));

        var run = await org.SyncAsync(full: true);

        run.RepairedDerived.ShouldBe(2);
        (await Snapshot.OfAsync(org)).ShouldEqual(before);
    }

    [Fact]
    public async Task Given_nothing_wrong_When_all_is_compared_Then_nothing_is_written_or_counted()
    {
        await using var org = await GivenAsync();
        new RandomShop(org.Shop, 51, Make.Noon).Fill(30, 60, 10);
        await org.RunAsync(new RunOptions { ApproveDeletes = true });

        var full = await org.CostAsync(full: true);

        full.StoreByCollection.TenantWrites().ShouldBe(0);
        full.Runs[0].RepairedDerived.ShouldBe(0);
        full.Runs[0].Streams.Values.ShouldAllBe(s => s.Repaired == 0);
    }

    [Fact]
    public async Task Given_products_without_a_price_When_all_is_compared_Then_nothing_is_written_or_counted_and_a_price_that_comes_is_stored()
    {
        await using var org = await GivenAsync();
        org.Shop.Put(Make.Product("free") with { Price = null });
        await org.SyncAsync();
        (await org.FindAsync("products", "free")).Number("price").ShouldBe(0);

        for (var time = 0; time < 2; time++) (await org.CostAsync(full: true)).StoreByCollection.TenantWrites().ShouldBe(0);

        org.Shop.Put(Make.Product("free") with { Price = Make.Usd(3) });
        await org.SyncAsync(full: true);
        (await org.FindAsync("products", "free")).Number("price").ShouldBe(3);
        (await org.CostAsync(full: true)).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Theory]
    [InlineData("customers")]
    [InlineData("products")]
    [InlineData("orders-2026-11")]
    [InlineData("days")]
    [InlineData(null)] // the manifest
    public async Task Given_a_part_of_the_ledger_that_is_lost_When_synced_Then_it_heals_itself(string? table)
    {
        await using var org = await GivenAsync();
        org.Shop.OrderWindow = TimeSpan.FromDays(5);
        await org.SyncAsync();
        var before = await Snapshot.OfAsync(org);
        foreach (var document in await org.AllAsync("ledger"))
            if (table is null ? document.Path.Id == "main" : document.Path.Id.StartsWith($"main~{table}~", StringComparison.Ordinal))
                await org.Tenant().CommitAsync([DocumentWrite.Delete(document.Path)]);
        org.Shop.Put(Make.Order("extra", 3, "c1@example.com"));

        await org.SyncAsync();

        var after = await Snapshot.OfAsync(org);
        after.ShouldContainKey("orders/extra");
        await Addition.CheckAsync(org, table ?? "manifest");
        after.Keys.Except(before.Keys).ShouldBe(["orders/extra"]);
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_week_since_the_last_full_run_When_the_schedule_asks_for_one_weekly_Then_the_run_is_full()
    {
        await using var org = await GivenAsync();
        var weekly = new RunOptions { FullEvery = TimeSpan.FromDays(7) };
        org.Time.Advance(TimeSpan.FromDays(6));
        (await org.RunAsync(weekly)).Runs[0].Full.ShouldBeFalse();
        org.Time.Advance(TimeSpan.FromDays(1));
        org.Shop.Faults[PosStream.Products] = new StreamFault(0);
        (await org.RunAsync(weekly)).Runs[0].Full.ShouldBeTrue();
        org.Shop.Faults.Clear();
        org.Time.Advance(TimeSpan.FromDays(1));
        (await org.RunAsync(weekly)).Runs[0].Full.ShouldBeTrue(); // the one before was cut short
        (await org.RunAsync(weekly)).Runs[0].Full.ShouldBeFalse();
        org.Time.Advance(TimeSpan.FromDays(6));
        (await org.RunAsync(weekly)).Runs[0].Full.ShouldBeFalse();
    }

    [Fact]
    public async Task Given_orders_that_never_come_whole_in_a_full_run_When_the_schedule_goes_on_Then_what_changes_is_read_in_between()
    {
        await using var org = await GivenAsync();
        var weekly = new RunOptions { FullEvery = TimeSpan.FromDays(7) };
        org.Time.Advance(TimeSpan.FromDays(8));
        org.Shop.Faults[PosStream.Orders] = new StreamFault(0); // a list of everything takes this POS longer than anybody waits
        (await org.RunAsync(weekly)).Runs[0].Full.ShouldBeTrue();
        org.Shop.Faults.Clear();
        org.Shop.Put(Make.Order("late", 7, "c1@example.com", at: org.Time.GetUtcNow().AddMinutes(-5)));
        org.Time.Advance(TimeSpan.FromMinutes(30));

        var next = (await org.RunAsync(weekly)).Runs[0];

        (next.Full, next.Result).ShouldBe((false, RunResult.Done));
        (await org.FindAsync("orders", "late")).Number("total").ShouldBe(7);
        await Addition.CheckAsync(org, "after a full run that was cut short");
    }

    [Fact]
    public async Task Given_a_stream_that_is_refused_for_good_When_the_week_is_over_Then_one_run_is_full_and_not_each()
    {
        await using var org = await GivenAsync();
        var weekly = new RunOptions { FullEvery = TimeSpan.FromDays(7) };
        org.Time.Advance(TimeSpan.FromDays(8));
        org.Shop.Faults[PosStream.Inventory] = new StreamFault(0, new FixSettingsException("app", "Allow it to read the stock.", "scope missing"));
        (await org.RunAsync(weekly)).Runs[0].Full.ShouldBeTrue();
        org.Time.Advance(TimeSpan.FromDays(2));

        (await org.RunAsync(weekly)).Runs[0].Full.ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_full_run_that_is_killed_When_the_schedule_goes_on_Then_it_is_not_tried_again_at_once()
    {
        await using var org = await GivenAsync();
        var weekly = new RunOptions { FullEvery = TimeSpan.FromDays(7) };
        org.Time.Advance(TimeSpan.FromDays(8));
        org.Shop.BeforePage = (_, _) => throw new KilledException();
        (await org.RunAsync(weekly)).Result.ShouldBe(RunResult.Failed);
        org.Shop.BeforePage = null;
        org.Time.Advance(TimeSpan.FromMinutes(30));

        (await org.RunAsync(weekly)).Runs[0].Full.ShouldBeFalse();

        org.Time.Advance(TimeSpan.FromDays(1));
        (await org.RunAsync(weekly)).Runs[0].Full.ShouldBeTrue();
    }

    [Fact]
    public async Task Given_a_first_import_that_takes_more_than_a_week_When_the_schedule_goes_on_Then_it_goes_on_from_where_it_was()
    {
        await using var org = await TestOrg.OpenAsync();
        for (var i = 0; i < 12; i++) org.Shop.Put(Make.Order($"o{i}", 10 + i, daysAgo: i));
        (org.Shop.Resumable, org.Shop.PageSize) = (true, 3);
        var weekly = new RunOptions { FullEvery = TimeSpan.FromDays(7) };
        org.Shop.Faults[PosStream.Orders] = new StreamFault(2);
        await org.RunAsync(weekly);
        org.Time.Advance(TimeSpan.FromDays(8));
        org.Shop.Faults.Clear();
        org.Shop.Pages.Clear();

        (await org.RunAsync(weekly)).Runs[0].Full.ShouldBeFalse();

        org.Shop.Pages.Where(p => p.Stream == PosStream.Orders).Select(p => p.Page).ShouldBe([2, 3]);
    }

    internal static async Task<TestOrg> GivenAsync()
    {
        var org = await TestOrg.OpenAsync();
        for (var i = 0; i < 12; i++) org.Shop.Put(Make.Customer($"{i}"));
        for (var i = 0; i < 12; i++) org.Shop.Put(Make.Order($"o{i}", 10 + i, $"c{i}@example.com", daysAgo: i));
        for (var i = 0; i < 12; i++) org.Shop.Put(Make.Product($"{i}"));
        await org.SyncAsync();
        return org;
    }
}
