using Sync.Engine.Queries;
using Sync.Engine.Tests.Harness;
using Sync.Model;

namespace Sync.Engine.Tests;

/// <summary>Whether the days' sales add up.</summary>
public sealed class TieOutTests
{
    [Fact]
    public async Task Given_a_shop_of_returns_and_unknown_buyers_When_it_is_looked_at_Then_every_day_matches()
    {
        await using var org = await PauseTests.TwoShopsAsync();
        new RandomShop(org.Shop, 71, Make.Noon) { Days = 20 }.Fill(20, 120, 10);
        await org.RunAsync();

        var report = await new TieOut(org.Time).CheckAsync(org.Tenant());

        report.Matches.ShouldBeTrue(string.Join("; ", report.Days.Where(d => !d.Matches)));
        report.Days.Count.ShouldBeGreaterThan(8);
        report.Days.ShouldContain(d => d.Connection == "second" && d.Counted == new DayTotal(20, 1));
        report.Days.ShouldAllBe(d => d.Day >= new DateOnly(2026, 11, 7) && d.Orders.Count == 0);
        var kept = (await TieOut.LastAsync(org.Tenant())).ShouldNotBeNull();
        kept.Days.Select(d => (d.Connection, d.Day, d.Location, d.Ours, d.Counted)).ShouldBe(report.Days.Select(d => (d.Connection, d.Day, d.Location, d.Ours, d.Counted)));
    }

    [Fact]
    public async Task Given_an_order_that_others_changed_When_it_is_looked_at_Then_its_day_does_not_match_and_it_is_named()
    {
        await using var org = await ShopAsync();
        await org.OthersWriteAsync("orders", "o2", w => w.Number("total", 1000));
        await org.OthersDeleteAsync("orders", "o3");

        var report = await new TieOut(org.Time).CheckAsync(org.Tenant());

        var wrong = report.Days.Where(d => !d.Matches).ToList();
        wrong.Select(d => (d.Day, d.Orders.ShouldHaveSingleItem())).ShouldBe([(new DateOnly(2026, 11, 18), "o2"), (new DateOnly(2026, 11, 17), "o3")]);
        wrong[0].Ours.ShouldBe(new DayTotal(10, 1));
        wrong[0].Counted.ShouldBe(new DayTotal(1000, 1));
        wrong[1].Counted.ShouldBe(new DayTotal(0, 0));
    }

    [Fact]
    public async Task Given_a_day_that_others_changed_or_removed_When_it_is_looked_at_Then_it_does_not_match_and_no_order_is_blamed()
    {
        await using var org = await ShopAsync();
        await org.OthersWriteAsync("daily_sales", "2026-11-18", w => w.Number("net", 1));
        await org.OthersDeleteAsync("daily_sales", "2026-11-17");

        var report = await new TieOut(org.Time).CheckAsync(org.Tenant());

        report.Days.Where(d => !d.Matches).Select(d => (d.Day.Day, d.Ours?.Net, d.Orders.Count)).ShouldBe([(18, 1m, 0), (17, null, 0)]);
    }

    private static async Task<TestOrg> ShopAsync()
    {
        var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        for (var i = 1; i < 6; i++) org.Shop.Put(Make.Order($"o{i}", 10, "c1@example.com", daysAgo: i, status: OrderStatus.Completed));
        await org.SyncAsync();
        return org;
    }
}
