using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Store;

namespace Sync.Engine.Tests;

/// <summary>Times and days of stored orders that others changed, where the POS shows the order no more.</summary>
public sealed class ForeignDateTests
{
    private const string Day = "2026-11-11";

    [Theory]
    [InlineData("2026-11-12T12:00:00Z", "2026-11-12")] // in the month that it was in
    [InlineData("2026-10-11T12:00:00Z", "2026-10-11")]
    [InlineData("1999-12-31T12:00:00Z", "1999-12-31")]
    public async Task Given_an_order_shown_no_more_whose_time_others_changed_When_all_is_compared_Then_that_is_told_and_its_day_follows(string at, string day)
    {
        await using var org = await GivenAsync();
        await org.OthersWriteAsync("orders", "o9", w => w.Time("createdAt", DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));

        await ShouldBeToldAsync(org);

        (await org.FindAsync("orders", "o9")).Text("businessDate").ShouldBe(day);
        (await org.GetAsync("daily_sales", Day)).ShouldBeNull();
        await Addition.CheckAsync(org, day);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Given_an_order_shown_no_more_whose_time_nobody_can_read_When_all_is_compared_Then_that_is_told_and_it_stays_on_its_day(bool removed)
    {
        await using var org = await GivenAsync();
        var before = await Snapshot.OfAsync(org);
        await SpoilAsync(org, removed);
        before["orders/o9"] = (await Snapshot.OfAsync(org))["orders/o9"];

        await ShouldBeToldAsync(org);

        (await Snapshot.OfAsync(org)).ShouldEqual(before);
        (await org.CostAsync(full: true)).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Given_no_ledger_and_an_order_shown_no_more_whose_time_nobody_can_read_When_synced_Then_it_stays_on_its_day(bool removed)
    {
        await using var org = await GivenAsync();
        await SpoilAsync(org, removed);
        await org.OthersDeleteAsync("ledger", "main");
        org.Shop.Orders.RemoveAll(o => o.Id == "o9");
        org.Shop.Coverage = CoverageKind.Changes;

        await org.SyncAsync();

        (await org.FindAsync("orders", "o9")).Text("businessDate").ShouldBe(Day);
        (await org.FindAsync("daily_sales", Day)).Number("net").ShouldBe(19);
        (await org.FindAsync("customers", "9")).Time("firstOrderDate").ShouldBe(new DateTimeOffset(2026, 11, 11, 12, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Given_an_order_shown_no_more_whose_day_is_the_POSs_and_others_changed_When_all_is_compared_Then_that_is_told()
    {
        await using var org = await FullRunTests.GivenAsync();
        org.Shop.Put(Make.Order("stated", 5, "c1@example.com") with { BusinessDate = new DateOnly(2026, 10, 2) });
        await org.SyncAsync();
        org.Shop.Orders.RemoveAll(o => o.Id == "stated");
        org.Shop.Coverage = CoverageKind.Changes;
        await org.OthersWriteAsync("orders", "stated", w => w.Text("businessDate", "2026-09-02"));

        await ShouldBeToldAsync(org);
    }

    [Fact]
    public async Task Given_an_order_whose_time_others_changed_When_the_POS_shows_it_again_Then_it_is_put_right_and_nothing_is_told()
    {
        await using var org = await FullRunTests.GivenAsync();
        var before = await Snapshot.OfAsync(org);
        await org.OthersWriteAsync("orders", "o9", w => w.Time("createdAt", new DateTimeOffset(2026, 10, 11, 12, 0, 0, TimeSpan.Zero)));

        await org.SyncAsync(full: true);

        (await Snapshot.OfAsync(org)).ShouldEqual(before);
    }

    private static async Task<TestOrg> GivenAsync()
    {
        var org = await FullRunTests.GivenAsync();
        (await org.FindAsync("orders", "o9")).Text("businessDate").ShouldBe(Day);
        org.Shop.Orders.RemoveAll(o => o.Id == "o9");
        org.Shop.Coverage = CoverageKind.Changes;
        return org;
    }

    private static Task SpoilAsync(TestOrg org, bool removed) => removed
        ? org.OthersWriteAsync("orders", "o9", _ => { }, "createdAt")
        : org.OthersWriteAsync("orders", "o9", w => w.Text("createdAt", "last Wednesday"));

    private static async Task ShouldBeToldAsync(TestOrg org)
    {
        var run = (await org.RunAsync(new RunOptions { Full = true })).Runs.ShouldHaveSingleItem();
        run.Result.ShouldBe(RunResult.Partial, run.ErrorDetail);
        run.Streams[PosStream.Orders].Status.ShouldBe(StreamStatus.Damaged);
        run.Streams[PosStream.Orders].Error.ShouldNotBeNull().ShouldContain("removed 0 of the stored orders and changed 1");
    }
}
