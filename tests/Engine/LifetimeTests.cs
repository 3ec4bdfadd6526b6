using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Model;

namespace Sync.Engine.Tests;

/// <summary>Lifetime means lifetime: whatever happened, sums equal those of somebody who adds up every stored order.</summary>
public sealed class LifetimeTests
{
    private static readonly RunOptions Approved = new() { ApproveDeletes = true };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Given_a_random_history_When_it_is_synced_step_by_step_Then_all_sums_are_those_of_every_order_stored(int seed)
    {
        await using var org = await TestOrg.OpenAsync(new OrgSettings { Name = "Acme", TimeZone = "America/New_York", DayStartHour = 4 });
        org.Shop.OrderWindow = seed % 2 == 0 ? TimeSpan.FromDays(45) : null;
        var random = new RandomShop(org.Shop, seed, Make.Noon);
        random.Fill(40, 100, 5);
        for (var step = 0; step < 8; step++)
        {
            await org.RunAsync(Approved with { Full = step == 6 });
            await Addition.CheckAsync(org, $"seed {seed}, step {step}");
            org.Time.Advance(TimeSpan.FromHours(9));
            random.Change(12);
        }
    }

    [Fact]
    public async Task Given_an_order_edited_moved_voided_and_refunded_When_synced_each_time_Then_it_counts_once_and_where_it_belongs()
    {
        await using var org = await WithTwoAsync();
        (await SpentAsync(org, "c1@example.com")).ShouldBe((100m, 2L));

        org.Shop.Edit("o1", o => o with { Total = Make.Usd(70) });
        await org.SyncAsync();
        (await SpentAsync(org, "c1@example.com")).ShouldBe((110m, 2L));

        org.Shop.Edit("o1", o => o with { BuyerEmail = "c2@example.com" });
        await org.SyncAsync();
        (await SpentAsync(org, "c1@example.com")).ShouldBe((40m, 1L));
        (await SpentAsync(org, "c2@example.com")).ShouldBe((70m, 1L));

        org.Shop.Edit("o1", o => o with { Status = OrderStatus.PartiallyRefunded, Refunded = Make.Usd(20) });
        await org.SyncAsync();
        (await SpentAsync(org, "c2@example.com")).ShouldBe((50m, 1L));

        org.Shop.Edit("o1", o => o with { Status = OrderStatus.Cancelled });
        await org.SyncAsync();
        (await org.GetAsync("customer_spending", "c2@example.com")).ShouldBeNull();
        (await org.FindAsync("customers", "2")).Number("totalSpent").ShouldBe(0);
        (await org.FindAsync("customers", "2")).Has("lastOrderDate").ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_return_When_it_is_synced_Then_it_lowers_spending_and_is_no_order()
    {
        await using var org = await WithTwoAsync();
        org.Shop.Put(Make.Order("r1", -25, "c1@example.com", daysAgo: 0.1));

        await org.SyncAsync();

        var spending = await org.FindAsync("customer_spending", "cid_1");
        spending.Number("totalSpent").ShouldBe(75);
        spending.Integer("orderCount").ShouldBe(2);
        spending.Number("avgOrderValue").ShouldBe(37.5m);
        spending.Time("lastOrderDate").ShouldBe(Make.Noon.AddDays(-1));
        var day = await org.FindAsync("daily_sales", "2026-11-20");
        (day.Number("gross"), day.Number("refunds"), day.Number("net"), day.Integer("orderCount")).ShouldBe((0m, 25m, -25m, 0L));
    }

    [Fact]
    public async Task Given_orders_that_the_window_no_longer_shows_When_new_ones_come_Then_the_old_ones_still_count()
    {
        await using var org = await WithTwoAsync();
        org.Shop.OrderWindow = TimeSpan.FromDays(90);
        await org.SyncAsync();
        org.Time.Advance(TimeSpan.FromDays(400));
        org.Shop.Orders.Clear();
        org.Shop.Put(Make.Order("o9", 5, "c1@example.com", at: org.Time.GetUtcNow().AddHours(-2)));

        await org.SyncAsync();

        (await SpentAsync(org, "c1@example.com")).ShouldBe((105m, 3L));
        (await org.FindAsync("customers", "1")).Number("totalSpent").ShouldBe(105);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Given_a_sale_of_nobody_known_When_its_customer_appears_Then_it_moves_whether_the_window_shows_it_or_not(bool shown)
    {
        await using var org = await WithTwoAsync();
        org.Shop.OrderWindow = TimeSpan.FromDays(90);
        org.Shop.Put(Make.Order("s1", 12.5m, "late@example.com", daysAgo: shown ? 10 : 200));
        org.Shop.Put(Make.Order("s2", 7, user: "u77", daysAgo: shown ? 11 : 201));
        var first = await org.SyncAsync(full: true);
        first.Streams[ConnectorKit.PosStream.Orders].Skipped["no matching customer"].ShouldBe(2);
        (await org.FindAsync("unmatched_orders", "s1")).Text("buyerEmail").ShouldBe("late@example.com");
        var sold = await SoldAsync(org);
        org.Shop.Put(Make.Customer("9", "late@example.com") with { UserId = "u77" });

        var run = await org.SyncAsync();

        (await org.GetAsync("unmatched_orders", "s1")).ShouldBeNull();
        (await org.FindAsync("orders", "s1")).Text("customerId").ShouldBe("9");
        (await org.FindAsync("orders", "s1")).Has("buyerEmail").ShouldBeFalse();
        (await SpentAsync(org, "late@example.com")).ShouldBe((19.5m, 2L));
        (await SoldAsync(org)).ShouldBe(sold);
        if (!shown) run.MatchedLater.ShouldBe(2);
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_an_address_that_two_share_When_both_buy_Then_the_address_tells_both_and_each_id_its_own()
    {
        await using var org = await WithTwoAsync();
        org.Shop.EditCustomer("2", c => c with { Email = "c1@example.com" });
        org.Shop.Put(Make.Order("o5", 30, user: "u2"));

        await org.SyncAsync();

        (await SpentAsync(org, "c1@example.com")).ShouldBe((130m, 3L));
        (await SpentAsync(org, "cid_1")).ShouldBe((100m, 2L));
        (await SpentAsync(org, "cid_2")).ShouldBe((30m, 1L));
        org.Shop.EditCustomer("1", c => c with { Email = "new@example.com" });
        await org.SyncAsync();
        // The sales name the address, and by now it is the other one's alone.
        (await org.GetAsync("customer_spending", "new@example.com")).ShouldBeNull();
        (await SpentAsync(org, "c1@example.com")).ShouldBe((130m, 3L));
    }

    [Fact]
    public async Task Given_a_customer_who_vanishes_When_synced_Then_the_sales_stay_and_the_person_goes()
    {
        await using var org = await WithTwoAsync();
        var sold = await SoldAsync(org);
        org.Shop.Customers.RemoveAll(c => c.Id == "1");

        await org.SyncAsync();

        (await org.GetAsync("customers", "1")).ShouldBeNull();
        (await org.GetAsync("customer_spending", "cid_1")).ShouldBeNull();
        (await org.GetAsync("customer_spending", "c1@example.com")).ShouldBeNull();
        (await org.AllAsync("unmatched_orders")).Count.ShouldBe(2);
        (await SoldAsync(org)).ShouldBe(sold);
        org.Shop.Put(Make.Customer("1"));
        await org.SyncAsync();
        (await SpentAsync(org, "c1@example.com")).ShouldBe((100m, 2L));
    }

    [Fact]
    public async Task Given_an_order_whose_time_is_corrected_into_another_month_When_synced_Then_it_counts_in_its_new_day_only()
    {
        await using var org = await WithTwoAsync();
        org.Shop.OrderWindow = TimeSpan.FromDays(90);
        await org.SyncAsync();
        org.Shop.Edit("o1", o => o with { CreatedAt = Make.Noon.AddDays(-40) });

        await org.SyncAsync();

        await Addition.CheckAsync(org, "moved");
        (await org.FindAsync("orders", "o1")).Text("businessDate").ShouldBe("2026-10-11");
        (await SpentAsync(org, "c1@example.com")).ShouldBe((100m, 2L));
    }

    [Fact]
    public async Task Given_an_old_order_that_is_nobodys_and_of_today_now_When_only_changes_are_read_Then_it_stands_in_one_place()
    {
        await using var org = await WithTwoAsync();
        org.Shop.Put(Make.Order("old", 500, "c2@example.com", daysAgo: 150));
        await org.SyncAsync();
        (org.Shop.OrderWindow, org.Shop.Coverage) = (TimeSpan.FromDays(5), CoverageKind.Changes);
        org.Shop.Edit("old", o => o with { CreatedAt = Make.Noon.AddDays(-1), BuyerEmail = null });

        await org.SyncAsync();

        (await org.GetAsync("orders", "old")).ShouldBeNull();
        (await org.FindAsync("unmatched_orders", "old")).Text("businessDate").ShouldBe("2026-11-19");
        (await org.FindAsync("customers", "2")).Number("totalSpent").ShouldBe(0);
        await Addition.CheckAsync(org, "moved");
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    private static async Task<TestOrg> WithTwoAsync()
    {
        var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        org.Shop.Put(Make.Customer("2"));
        org.Shop.Put(Make.Order("o1", 60, "c1@example.com", daysAgo: 1));
        org.Shop.Put(Make.Order("o2", 40, "c1@example.com", daysAgo: 35));
        await org.SyncAsync();
        return org;
    }

    private static async Task<(decimal? Spent, long? Orders)> SpentAsync(TestOrg org, string key)
    {
        var spending = await org.FindAsync("customer_spending", key);
        return (spending.Number("totalSpent"), spending.Integer("orderCount"));
    }

    private static async Task<decimal> SoldAsync(TestOrg org) => (await org.AllAsync("daily_sales")).Sum(d => d.Body.Read().Number("net")!.Value);
}
