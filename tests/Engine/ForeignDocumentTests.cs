using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>Documents that others put beside ours, and fields of ours that they changed where only a usual run meets them: no run ends for it.</summary>
public sealed class ForeignDocumentTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_a_document_among_the_stock_that_is_no_level_When_what_is_counted_is_compared_Then_the_run_goes_on(bool killed)
    {
        await using var org = await TestOrg.OpenAsync();
        for (var i = 0; i < 20; i++) org.Shop.Put(Make.Level($"p{i}", i, "north"));
        org.Shop.CountedOnly.Add("north");
        org.Shop.Put(Make.Customer("1", "c1@example.com"));
        await org.SyncAsync();
        await org.OthersWriteAsync("inventory", "totals", w => w.Number("count", 3));
        if (killed) await org.OthersWriteAsync("ledger", "main", w => w.Flag("unsettled", true)); // as a run that died leaves it
        org.Shop.Put(Make.Order("new", 5, "c1@example.com"));

        var run = await org.SyncAsync(full: !killed);

        run.Result.ShouldBe(RunResult.Done);
        (await org.GetAsync("orders", "new")).ShouldNotBeNull();
        (await org.AllAsync("inventory")).Count(l => l.Path.Id.StartsWith("north:", StringComparison.Ordinal)).ShouldBe(20);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("17.11.2026")]
    public async Task Given_an_order_whose_day_others_spoilt_When_its_customer_leaves_Then_it_becomes_nobodys(string? day)
    {
        await using var org = await FullRunTests.GivenAsync();
        if (day is null) await org.OthersWriteAsync("orders", "o3", _ => { }, "businessDate");
        else await org.OthersWriteAsync("orders", "o3", w => w.Text("businessDate", day));
        org.Shop.Customers.RemoveAll(c => c.Id == "3");
        org.Shop.OrderWindow = TimeSpan.FromDays(2); // o3 is older than what the POS is asked for

        (await org.SyncAsync()).Result.ShouldBe(RunResult.Done);

        (await org.GetAsync("unmatched_orders", "o3")).ShouldNotBeNull();
        org.Shop.Put(Make.Customer("3"));
        await org.SyncAsync();
        (await org.GetAsync("orders", "o3")).ShouldNotBeNull(); // where it waits is known
    }

    [Theory]
    [InlineData("dollars")]
    [InlineData("")]
    public async Task Given_an_order_in_a_currency_that_is_none_When_the_days_are_compared_after_the_run_Then_the_run_is_reported(string code)
    {
        await using var org = await FullRunTests.GivenAsync();
        var all = new AllOrgsRunner(org.Orgs, org.Runner(), org.Store);
        (await all.RunOneAsync(TestOrg.Acme, new RunOptions())).ShouldNotBeNull().Error.ShouldBeNull();
        await org.OthersWriteAsync("orders", "o0", w => w.Text("currency", code));
        org.Time.Advance(TimeSpan.FromDays(1));
        org.Shop.Put(Make.Order("new", 1, "c1@example.com"));

        var outcome = (await all.RunOneAsync(TestOrg.Acme, new RunOptions())).ShouldNotBeNull();

        (outcome.Error, outcome.Report?.Result, outcome.Report?.NotCompared).ShouldBe((null, RunResult.Done, null));
    }

    [Theory]
    [InlineData("2026-11-17.3000")]
    [InlineData("2026-11-17.2147483647")]
    [InlineData("2031-01-01.101")]
    public async Task Given_a_part_of_a_day_that_no_day_has_When_all_is_compared_Then_it_goes_and_nothing_else_is_deleted(string id)
    {
        await using var org = await FullRunTests.GivenAsync();
        var before = await Snapshot.OfAsync(org);
        await org.OthersWriteAsync("daily_sales", id, w => w.Text("note", "a copy"));

        var run = await org.CostAsync(full: true);

        run.StoreByCollection["daily_sales"].Deletes.ShouldBe(1);
        (await Snapshot.OfAsync(org)).ShouldEqual(before);
    }

    [Fact]
    public async Task Given_receipts_taken_for_locations_When_the_location_is_put_right_Then_a_full_run_lets_it_in()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1", "c1@example.com"));
        for (var i = 0; i < 1_050; i++) org.Shop.Put(Make.Order($"o{i}", 1, "c1@example.com", location: $"receipt {i}"));
        (await org.SyncAsync()).Streams[PosStream.Orders].Quarantined.ShouldBe(50);
        foreach (var order in org.Shop.Orders.ToList()) org.Shop.Put(order with { LocationId = "shop" });

        var run = await org.SyncAsync(full: true);

        run.Streams[PosStream.Orders].Quarantined.ShouldBe(0);
        (await org.AllAsync("orders")).Count(o => o.Body.Read().Text("locationId") == "shop").ShouldBe(1_050);
        (await org.AllAsync("daily_sales")).ShouldAllBe(d => !d.Path.Id.Contains("receipt", StringComparison.Ordinal));
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }
}
