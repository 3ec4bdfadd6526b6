using Sync.Engine.Tests.Harness;
using Sync.Model;

namespace Sync.Engine.Tests;

public sealed class MoneyAndDayTests
{
    [Theory]
    [InlineData("JPY", 101, 3, "33.666", "34", "101")] // no decimals
    [InlineData("KWD", 1.005, 2, "0.5025", "0.503", "1.005")] // three
    [InlineData("USD", 0.05, 2, "0.025", "0.03", "0.05")] // half away from zero
    public async Task Given_a_currency_When_sums_are_made_Then_they_are_exact_and_averages_rounded_half_away_from_zero(
        string code, decimal total, int orders, string exact, string average, string sum)
    {
        await using var org = await TestOrg.OpenAsync(new OrgSettings { Name = "Acme", Currency = code });
        var currency = Currency.Of(code);
        org.Shop.Put(Make.Customer("1"));
        org.Shop.Put(Make.Order("o0", total, "c1@example.com", currency: currency));
        for (var i = 1; i < orders; i++) org.Shop.Put(Make.Order($"o{i}", 0, "c1@example.com", currency: currency));

        await org.SyncAsync();

        (total / orders).ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldStartWith(exact);
        var spending = await org.FindAsync("customer_spending", "cid_1");
        spending.Number("totalSpent").ShouldBe(decimal.Parse(sum, System.Globalization.CultureInfo.InvariantCulture));
        spending.Number("avgOrderValue").ShouldBe(decimal.Parse(average, System.Globalization.CultureInfo.InvariantCulture));
        (await org.FindAsync("daily_sales", "2026-11-19")).Number("net").ShouldBe(total);
    }

    [Theory]
    [InlineData("usd", 2)]
    [InlineData("JPY", 0)]
    [InlineData("TND", 3)]
    [InlineData("MRU", 2)]
    public void Given_a_currency_of_the_list_When_it_is_named_Then_its_decimals_are_those_of_ISO_4217(string code, int decimals)
    {
        (Currency.Listed(code).Decimals, Currency.Of(code).IsListed).ShouldBe((decimals, true));
    }

    [Theory]
    [InlineData("ZZZ")]
    [InlineData("EUX")]
    [InlineData("US")]
    [InlineData("XAU")] // gold
    public void Given_what_is_no_currency_to_sell_in_When_it_is_a_setting_Then_it_is_refused_by_name(string code) =>
        Should.Throw<FormatException>(() => Currency.Listed(code)).Message.ShouldContain($"'{code}'");

    [Fact]
    public async Task Given_records_in_a_currency_that_there_is_not_When_synced_Then_they_are_named_and_what_is_stored_stays()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        org.Shop.Put(Make.Order("o1", 5, "c1@example.com"));
        org.Shop.Put(Make.Product("p1"));
        org.Shop.Put(Make.Product("p2"));
        await org.SyncAsync();
        var nowhere = Currency.Of("ZZZ");
        org.Shop.Put(Make.Order("o1", 6, "c1@example.com", currency: nowhere));
        org.Shop.Put(Make.Order("o2", 7, "c1@example.com"));
        org.Shop.Put(Make.Product("p1") with { Price = new Money(100, nowhere) });

        var run = await org.SyncAsync();

        run.Named.Select(n => n.Id).Order(StringComparer.Ordinal).ShouldBe(["o1", "p1"]);
        run.Named.ShouldAllBe(n => n.Reason.Contains("'ZZZ' is no currency of ISO 4217", StringComparison.Ordinal));
        run.Streams[ConnectorKit.PosStream.Orders].Skipped["unknown currency"].ShouldBe(1);
        (await org.FindAsync("orders", "o1")).Number("total").ShouldBe(5);
        (await org.FindAsync("customer_spending", "cid_1")).Number("totalSpent").ShouldBe(12);
    }

    [Fact]
    public async Task Given_a_thousand_sales_of_ten_cents_When_added_up_Then_not_a_cent_is_lost()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        for (var i = 0; i < 1000; i++) org.Shop.Put(Make.Order($"o{i}", 0.1m, "c1@example.com", daysAgo: i % 300));

        await org.SyncAsync();

        var spending = (await Snapshot.OfAsync(org))["customer_spending/cid_1"];
        spending.ShouldContain("\"totalSpent\":100}");
        spending.ShouldContain("\"avgOrderValue\":0.1,");
    }

    [Theory]
    // Summer time begins at 01:00 UTC on 2026-03-29 in London, at 07:00 UTC on 2026-03-08 in New York.
    [InlineData("Europe/London", 0, "2026-03-28T23:59:59Z", "2026-03-28", 23)]
    [InlineData("Europe/London", 0, "2026-03-29T00:59:59Z", "2026-03-29", 0)]
    [InlineData("Europe/London", 0, "2026-03-29T01:00:00Z", "2026-03-29", 2)]
    [InlineData("Europe/London", 0, "2026-03-29T22:59:59Z", "2026-03-29", 23)]
    [InlineData("Europe/London", 0, "2026-03-29T23:00:00Z", "2026-03-30", 0)]
    // Summer time ends at 01:00 UTC on 2026-10-25 in London, at 06:00 UTC on 2026-11-01 in New York.
    [InlineData("Europe/London", 0, "2026-10-24T23:30:00Z", "2026-10-25", 0)]
    [InlineData("Europe/London", 0, "2026-10-25T00:30:00Z", "2026-10-25", 1)]
    [InlineData("Europe/London", 0, "2026-10-25T01:30:00Z", "2026-10-25", 1)]
    [InlineData("America/New_York", 0, "2026-03-08T06:59:59Z", "2026-03-08", 1)]
    [InlineData("America/New_York", 0, "2026-03-08T07:00:00Z", "2026-03-08", 3)]
    [InlineData("America/New_York", 0, "2026-11-01T03:59:59Z", "2026-10-31", 23)]
    [InlineData("America/New_York", 0, "2026-11-02T04:59:59Z", "2026-11-01", 23)]
    [InlineData("America/New_York", 4, "2026-11-02T08:59:59Z", "2026-11-01", 3)]
    [InlineData("America/New_York", 4, "2026-11-02T09:00:00Z", "2026-11-02", 4)]
    [InlineData("America/New_York", 4, "2026-03-08T07:30:00Z", "2026-03-07", 3)] // 2 o'clock is skipped
    public async Task Given_a_sale_near_a_day_s_edge_When_synced_Then_it_belongs_to_the_store_s_day(string zone, int dayStart, string at, string date, int hour)
    {
        await using var org = await TestOrg.OpenAsync(new OrgSettings { Name = "Acme", TimeZone = zone, DayStartHour = dayStart });
        org.Shop.Put(Make.Order("o1", 5, at: DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));

        await org.SyncAsync();

        (await org.FindAsync("unmatched_orders", "o1")).Text("businessDate").ShouldBe(date);
        var hours = (await org.FindAsync("daily_sales", date)).List("byHour").ToList();
        hours.ShouldHaveSingleItem().Integer("hour").ShouldBe(hour);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // the POS shows the older orders no longer
    public async Task Given_another_time_zone_When_synced_Then_every_day_is_derived_again(bool forgotten)
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        for (var i = 0; i < 40; i++) org.Shop.Put(Make.Order($"o{i}", 10 + i, i % 2 == 0 ? "c1@example.com" : null, at: Make.Noon.AddHours(-7 * i).AddDays(-60)));
        await org.SyncAsync();
        await using var other = await TestOrg.OpenAsync(new OrgSettings { Name = "Acme", TimeZone = "America/New_York", DayStartHour = 4 });
        other.Shop.Become(org.Shop);
        await other.SyncAsync();
        await org.Orgs.SaveAsync(TestOrg.Acme, new OrgSettings { Name = "Acme", TimeZone = "America/New_York", DayStartHour = 4 });
        if (forgotten)
        {
            org.Shop.Coverage = ConnectorKit.CoverageKind.Changes;
            org.Shop.Orders.Clear();
        }

        var told = (await org.SyncAsync()).Streams[ConnectorKit.PosStream.Orders].Warnings.ShouldHaveSingleItem();

        told.ShouldEndWith("Their times stay as they were. To undo it, set the time zone to UTC again.");
        (await Snapshot.OfAsync(org)).ShouldEqual(await Snapshot.OfAsync(other));
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }
}
