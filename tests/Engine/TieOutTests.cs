using Sync.ConnectorKit;
using Sync.Engine.Connections;
using Sync.Engine.Leases;
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

    [Fact]
    public async Task Given_days_that_differ_while_a_run_writes_When_it_is_looked_at_Then_that_is_said_and_what_was_found_before_stays()
    {
        await using var org = await ShopAsync();
        await new TieOut(org.Time).CheckAsync(org.Tenant());
        var before = org.Time.GetUtcNow();
        org.Time.Advance(TimeSpan.FromMinutes(1));
        await org.OthersWriteAsync("daily_sales", "2026-11-18", w => w.Number("net", 1));
        await using (await OrgLease.TakeAsync(org.Tenant(), org.Time, TimeSpan.FromMinutes(5), "another", default))
        {
            var report = await new TieOut(org.Time).CheckAsync(org.Tenant());
            (report.Matches, report.Unsettled).ShouldBe((false, true));
            (await TieOut.LastAsync(org.Tenant()))!.At.ShouldBe(before);
        }

        org.Time.Advance(TimeSpan.FromMinutes(6)); // it was not confirmed, so it runs out by itself
        (await new TieOut(org.Time).CheckAsync(org.Tenant())).Unsettled.ShouldBeFalse();
        (await TieOut.LastAsync(org.Tenant()))!.Matches.ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_run_that_begins_and_ends_while_it_is_looked_at_When_days_differ_Then_nothing_is_kept()
    {
        await using var org = await ShopAsync();
        await org.OthersWriteAsync("daily_sales", "2026-11-18", w => w.Number("net", 1));
        var runs = 0;
        org.Store.BeforeQuery = async (query, _) =>
        {
            if (query.Collection == "orders" && runs++ == 0) await org.RunAsync();
        };

        var report = await new TieOut(org.Time).CheckAsync(org.Tenant());

        (report.Matches, report.Unsettled).ShouldBe((false, true));
        (await TieOut.LastAsync(org.Tenant())).ShouldBeNull();
    }

    [Fact]
    public async Task Given_more_orders_that_differ_than_are_named_When_it_is_looked_at_Then_the_others_are_counted_and_kept()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        for (var i = 0; i < 23; i++) org.Shop.Put(Make.Order($"o{i:d2}", 10, "c1@example.com", daysAgo: 2, status: OrderStatus.Completed));
        await org.SyncAsync();
        for (var i = 0; i < 23; i++) await org.OthersWriteAsync("orders", $"o{i:d2}", w => w.Number("total", 1000));

        await new TieOut(org.Time).CheckAsync(org.Tenant());

        var kept = (await TieOut.LastAsync(org.Tenant()))!.Days.Single(d => !d.Matches);
        (kept.Orders.Count, kept.More).ShouldBe((20, 3));
    }

    [Fact]
    public async Task Given_a_pos_that_gives_its_own_totals_When_days_are_looked_at_Then_they_are_compared_with_those_and_the_rest_with_a_recount()
    {
        await using var org = await ShopAsync();
        var location = (await new TieOut(org.Time).CheckAsync(org.Tenant())).Days[0].Location;
        var pos = new TotalsPos(org.Pos, [new PosDayTotal(new DateOnly(2026, 11, 19), location, new Money(1000, Currency.Of("USD")), 1), new PosDayTotal(new DateOnly(2026, 11, 18), location, new Money(3000, Currency.Of("USD")), 3)]);
        var tieOut = TieOutOf(org, pos);

        var report = await tieOut.CheckAsync(org.Tenant());

        var kept = (await TieOut.LastAsync(org.Tenant()))!.Days.ToDictionary(d => d.Day.Day, d => (d.ByPos, d.Matches, d.Counted));
        kept[19].ShouldBe((true, true, new DayTotal(10, 1)));
        kept[18].ShouldBe((true, false, new DayTotal(30, 3))); // the POS has two sales that are not here
        kept[17].ShouldBe((false, true, new DayTotal(10, 1)));
        report.Days.Single(d => d.Day.Day == 18).Orders.ShouldBeEmpty();
        pos.Asked.ShouldBe([(report.From, report.To)]);
    }

    [Fact]
    public async Task Given_a_pos_that_does_not_answer_for_its_totals_When_days_are_looked_at_Then_a_recount_tells()
    {
        await using var org = await ShopAsync();
        var report = await TieOutOf(org, new TotalsPos(org.Pos, null)).CheckAsync(org.Tenant());
        report.Matches.ShouldBeTrue();
        report.Days.ShouldAllBe(d => !d.ByPos);
    }

    private static TieOut TieOutOf(TestOrg org, TotalsPos pos)
    {
        var connectors = new ConnectorCatalog([pos]);
        return new TieOut(org.Time, new PosTotals(connectors, new ConnectionDirectory(connectors, TestOrg.Key, org.Time), new HttpClient(), org.Time));
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
