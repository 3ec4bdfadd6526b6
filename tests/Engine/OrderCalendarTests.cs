using Sync.ConnectorKit;
using Sync.Engine.Tests.Harness;
using Sync.Model;

namespace Sync.Engine.Tests;

/// <summary>Shops in several time zones, and a POS with a calendar of its own.</summary>
public sealed class OrderCalendarTests
{
    private static readonly DateTimeOffset Night = new(2026, 11, 1, 3, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task Given_orders_of_shops_in_several_zones_When_synced_Then_each_falls_on_its_shops_day_and_hour()
    {
        await using var org = await TestOrg.OpenAsync(new OrgSettings { Name = "Acme", TimeZone = "Europe/London" });
        org.Shop.Put(Make.Order("o1", 10, at: Night));
        org.Shop.Put(Make.Order("o2", 20, at: Night) with { TimeZone = "America/New_York" }); // 23:30 the day before
        org.Shop.Put(Make.Order("o3", 40, at: Night) with { TimeZone = "Asia/Tokyo" }); // 12:30

        await org.SyncAsync();

        (await DateOf(org, "o1")).ShouldBe("2026-11-01");
        (await DateOf(org, "o2")).ShouldBe("2026-10-31");
        (await DateOf(org, "o3")).ShouldBe("2026-11-01");
        (await HoursOf(org, "2026-10-31")).ShouldBe([23]);
        (await HoursOf(org, "2026-11-01")).ShouldBe([3, 12]);
        await StaysAsync(org);
    }

    [Fact]
    public async Task Given_a_business_date_of_the_POS_When_synced_Then_it_wins_and_the_hour_is_still_the_zones()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Order("o1", 10, at: Night) with { TimeZone = "America/New_York", BusinessDate = new DateOnly(2026, 10, 30) });
        org.Shop.Put(Make.Order("o2", 10, at: Night) with { BusinessDate = new DateOnly(2026, 10, 31) });

        await org.SyncAsync();

        (await DateOf(org, "o1")).ShouldBe("2026-10-30");
        (await HoursOf(org, "2026-10-30")).ShouldBe([23]);
        (await HoursOf(org, "2026-10-31")).ShouldBe([3]);
        await StaysAsync(org);

        org.Shop.Edit("o1", o => o with { TimeZone = null, BusinessDate = null });
        await org.SyncAsync();
        var order = await org.FindAsync("unmatched_orders", "o1");
        (order.Text("businessDate"), order.Has("timeZone"), order.Has("businessDateSource")).ShouldBe(("2026-11-01", false, false));
        await StaysAsync(org);
    }

    [Fact]
    public async Task Given_a_zone_that_nobody_knows_When_synced_Then_the_connections_clock_holds_and_one_warning_says_so()
    {
        await using var org = await TestOrg.OpenAsync(given: new Dictionary<string, string> { ["timeZone"] = "America/New_York" });
        for (var i = 0; i < 3; i++) org.Shop.Put(Make.Order($"o{i}", 10, at: Night) with { TimeZone = "Mars/Base" });

        var run = await org.SyncAsync();

        run.Streams[PosStream.Orders].Warnings.ShouldHaveSingleItem().ShouldContain("Mars/Base");
        (await DateOf(org, "o0")).ShouldBe("2026-10-31");
        await StaysAsync(org);
    }

    [Fact]
    public async Task Given_a_window_that_begins_with_a_month_When_an_order_of_an_earlier_zones_day_is_gone_Then_it_goes()
    {
        await using var org = await TestOrg.OpenAsync(new OrgSettings { Name = "Acme", TimeZone = "Asia/Tokyo" });
        org.Shop.OrderWindow = Make.Noon - Night.AddMinutes(-10);
        org.Shop.Put(Make.Order("o1", 10, at: Night) with { TimeZone = "America/New_York" });
        org.Shop.Put(Make.Order("o2", 10, daysAgo: 2));
        await org.SyncAsync();
        org.Shop.Orders.RemoveAll(o => o.Id == "o1");

        (await org.SyncAsync()).Streams[PosStream.Orders].Deleted.ShouldBe(1);

        await Addition.CheckAsync(org, "gone");
    }

    private static async Task<string?> DateOf(TestOrg org, string order) => (await org.FindAsync("unmatched_orders", order)).Text("businessDate");

    private static async Task<List<long>> HoursOf(TestOrg org, string day) =>
        [.. (await org.FindAsync("daily_sales", day)).List("byHour").Select(h => h.Integer("hour")!.Value).Order()];

    /// <summary>Neither another run nor a ledger made anew from what is stored finds another day.</summary>
    private static async Task StaysAsync(TestOrg org)
    {
        await Addition.CheckAsync(org, "calendar");
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
        org.Shop.OrderWindow = TimeSpan.FromDays(1); // the POS shows the orders no more
        (await org.CostAsync(full: true)).StoreByCollection.TenantWrites().ShouldBe(0);
        org.Shop.OrderWindow = null;
    }
}
