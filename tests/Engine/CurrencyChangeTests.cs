using Sync.ConnectorKit;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Model;

namespace Sync.Engine.Tests;

/// <summary>An org that changes its currency while orders in the former one are stored, which the POS shows no longer.</summary>
public sealed class CurrencyChangeTests
{
    private static readonly Currency Euros = Currency.Of("EUR");

    [Fact]
    public async Task Given_stored_orders_of_the_former_currency_When_it_is_changed_Then_they_stay_count_in_no_sum_and_the_run_says_how_many()
    {
        await using var org = await SoldAsync();
        org.Shop.Put(Make.Order("new", 7, "c1@example.com", currency: Euros));

        await CountInAsync(org, "EUR");
        var run = await org.SyncAsync();

        run.Streams[PosStream.Orders].Warnings.ShouldHaveSingleItem().ShouldStartWith("4 stored orders are not in EUR");
        (await org.FindAsync("orders", "o1")).Text("currency").ShouldBe("USD");
        (await org.FindAsync("orders", "o1")).Number("total").ShouldBe(10);
        (await org.FindAsync("customers", "1")).Number("totalSpent").ShouldBe(7);
        (await org.FindAsync("customer_spending", "cid_1")).Integer("orderCount").ShouldBe(1);
        (await org.GetAsync("customer_spending", "cid_2")).ShouldBeNull();
        var day = (await org.AllAsync("daily_sales")).ShouldHaveSingleItem().Body.Read();
        (day.Text("businessDate"), day.Number("net"), day.Text("currency")).ShouldBe(("2026-11-19", 7, "EUR"));
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
        (await org.SyncAsync(full: true)).Streams[PosStream.Orders].Warnings.ShouldHaveSingleItem().ShouldStartWith("4 stored");
    }

    [Fact]
    public async Task Given_orders_that_count_in_no_sum_When_days_are_tied_out_and_spending_is_looked_up_Then_neither_mixes_currencies()
    {
        await using var org = await SoldAsync();
        org.Shop.Put(Make.Order("new", 7, "c1@example.com", currency: Euros));
        await CountInAsync(org, "EUR");
        await org.SyncAsync();

        var days = await new TieOut(org.Time).CheckAsync(org.Tenant(), 60);
        var spent = await new SpendingLookup(org.Store, org.Time).FindAsync(TestOrg.Acme, "2");

        days.Matches.ShouldBeTrue(string.Join("; ", days.Days.Where(d => !d.Matches)));
        days.Days.Sum(d => d.Counted.Net).ShouldBe(7);
        spent.ShouldBe(new SpendingAnswer(SpendingSource.OtherCurrency));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // in the very run that finds the currency changed
    public async Task Given_orders_of_the_former_currency_When_the_POS_shows_one_in_the_new_one_Then_it_counts_and_the_others_do_not(bool atOnce)
    {
        await using var org = await SoldAsync();
        await CountInAsync(org, "EUR");
        if (!atOnce) await org.SyncAsync();
        org.Shop.Put(Make.Order("o1", 9, "c1@example.com", daysAgo: 40, currency: Euros));

        var run = await org.SyncAsync();

        if (atOnce) run.Streams[PosStream.Orders].Warnings.ShouldHaveSingleItem().ShouldStartWith("3 stored");
        (await org.FindAsync("orders", "o1")).Text("currency").ShouldBe("EUR");
        (await org.FindAsync("customer_spending", "cid_1")).Number("totalSpent").ShouldBe(9);
        (await org.AllAsync("daily_sales")).ShouldHaveSingleItem().Body.Read().Number("net").ShouldBe(9);
        (await org.SyncAsync(full: true)).Streams[PosStream.Orders].Warnings.ShouldHaveSingleItem().ShouldStartWith("3 stored");
    }

    [Theory]
    [InlineData("JPY")] // no decimals, and the stored amounts have two
    [InlineData("KWD")]
    public async Task Given_amounts_that_the_new_currency_cannot_state_When_it_is_changed_and_changed_back_Then_none_of_them_has_moved(string code)
    {
        await using var org = await SoldAsync();
        org.Shop.Put(Make.Order("cents", 10.57m, "c1@example.com", daysAgo: 8));
        await org.SyncAsync();
        org.Shop.Orders.Clear();
        var before = await Snapshot.OfAsync(org);

        await CountInAsync(org, code);
        await org.SyncAsync();
        (await org.FindAsync("orders", "cents")).Number("total").ShouldBe(10.57m);
        (await org.AllAsync("daily_sales")).ShouldBeEmpty();
        await CountInAsync(org, "USD");
        await org.SyncAsync();

        (await Snapshot.OfAsync(org)).ShouldEqual(before, "changed back");
    }

    [Fact]
    public async Task Given_a_currency_that_was_changed_When_it_is_changed_back_Then_the_sums_are_what_they_were()
    {
        await using var org = await SoldAsync();
        var before = await Snapshot.OfAsync(org);
        await CountInAsync(org, "EUR");
        await org.SyncAsync();
        (await org.AllAsync("daily_sales")).ShouldBeEmpty();

        await CountInAsync(org, "USD");
        var run = await org.SyncAsync();

        run.Streams[PosStream.Orders].Warnings.ShouldBeEmpty();
        (await Snapshot.OfAsync(org)).ShouldEqual(before, "changed back");
        await Addition.CheckAsync(org, "changed back");
    }

    [Fact]
    public async Task Given_a_sale_of_the_former_currency_that_waits_When_its_customer_appears_Then_it_is_theirs_and_counts_once_the_currency_is_changed_back()
    {
        await using var org = await SoldAsync();
        await CountInAsync(org, "EUR");
        await org.SyncAsync();
        org.Shop.Put(Make.Customer("3", "stranger@example.com"));

        await org.SyncAsync();

        (await org.FindAsync("orders", "s1")).Text("customerId").ShouldBe("3");
        (await org.FindAsync("customers", "3")).Number("totalSpent").ShouldBe(0);
        (await org.AllAsync("daily_sales")).ShouldBeEmpty();
        await CountInAsync(org, "USD");
        await org.SyncAsync();
        (await org.FindAsync("customers", "3")).Number("totalSpent").ShouldBe(5);
        await Addition.CheckAsync(org, "changed back");
    }

    [Fact]
    public async Task Given_a_run_cut_short_that_finds_the_currency_changed_When_the_next_one_ends_Then_all_orders_count_and_none_but_all_did_before()
    {
        await using var org = await TestOrg.OpenAsync();
        (org.Shop.PageSize, org.Shop.OrderWindow) = (2, TimeSpan.FromDays(5));
        org.Shop.Put(Make.Customer("1"));
        for (var i = 0; i < 6; i++) org.Shop.Put(Make.Order($"o{i}", 10, "c1@example.com", daysAgo: 8 + i));
        await org.SyncAsync();
        for (var i = 0; i < 6; i++) org.Shop.Put(Make.Order($"o{i}", 9, "c1@example.com", daysAgo: 8 + i, currency: Euros));
        await CountInAsync(org, "EUR");
        org.Shop.Faults[PosStream.Orders] = new StreamFault(1, new RetryLaterException("The POS is away.", "503"));

        (await org.RunAsync()).Result.ShouldBe(RunResult.Partial);
        (await org.FindAsync("customers", "1")).Number("totalSpent").ShouldBe(60); // as it was
        org.Shop.Faults.Clear();
        await org.SyncAsync();

        (await org.FindAsync("customers", "1")).Number("totalSpent").ShouldBe(54);
        (await org.AllAsync("daily_sales")).Sum(d => d.Body.Read().Number("net")).ShouldBe(54);
    }

    private static Task CountInAsync(TestOrg org, string currency) => org.Orgs.SaveAsync(TestOrg.Acme, new OrgSettings { Name = "Acme", Currency = currency });

    // As a shop of imported files: what it has shown once it does not show again.
    private static async Task<TestOrg> SoldAsync()
    {
        var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        org.Shop.Put(Make.Customer("2"));
        org.Shop.Put(Make.Order("o1", 10, "c1@example.com", daysAgo: 40));
        org.Shop.Put(Make.Order("o2", 20, "c1@example.com", daysAgo: 8));
        org.Shop.Put(Make.Order("o3", 30, "c2@example.com", daysAgo: 8));
        org.Shop.Put(Make.Order("s1", 5, "stranger@example.com", daysAgo: 8));
        await org.SyncAsync();
        org.Shop.Coverage = CoverageKind.Changes;
        org.Shop.Orders.Clear();
        return org;
    }
}
