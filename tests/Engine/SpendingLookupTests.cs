using Sync.ConnectorKit;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Tests;

/// <summary>What a customer has spent: stored, else added up live, else not yet known; never zero for "not known".</summary>
public sealed class SpendingLookupTests
{
    [Theory]
    [InlineData("C1@Example.com ")]
    [InlineData("1")]
    public async Task Given_a_synced_customer_When_looked_up_by_address_or_id_Then_the_stored_sum_answers(string key)
    {
        await using var org = await GivenAsync();
        await org.SyncAsync();

        var answer = await LookupAsync(org, key);

        answer.Source.ShouldBe(SpendingSource.Stored);
        answer.Spending!.TotalSpent.ShouldBe(Make.Usd(30));
        answer.Spending.AverageOrderValue.ShouldBe(Make.Usd(15));
    }

    [Fact]
    public async Task Given_a_sum_that_stands_under_the_customers_id_alone_When_looked_up_by_address_Then_it_answers()
    {
        await using var org = await GivenAsync();
        await org.SyncAsync();
        await org.Tenant().CommitAsync([DocumentWrite.Delete(new DocumentPath("customer_spending", "c1@example.com"))]);

        (await LookupAsync(org, "c1@example.com")).Source.ShouldBe(SpendingSource.Stored);
    }

    [Fact]
    public async Task Given_a_first_sync_under_way_When_looked_up_Then_the_orders_so_far_are_added_up_or_it_is_not_yet_known()
    {
        await using var org = await GivenAsync();
        org.Shop.Faults[PosStream.Products] = new StreamFault(0);
        org.Shop.PageSize = 2;
        org.Shop.Put(Make.Order("o3", 5, "c2@example.com"));
        org.Shop.Faults[PosStream.Orders] = new StreamFault(1); // cut short: as far as a first sync that still runs
        await org.RunAsync();

        var live = await LookupAsync(org, "c1@example.com");
        var unknown = await LookupAsync(org, "c2@example.com");
        var nobody = await LookupAsync(org, "nobody@example.com");

        live.Source.ShouldBe(SpendingSource.Live);
        live.Spending!.TotalSpent.ShouldBe(Make.Usd(30));
        (unknown.Source, unknown.Spending).ShouldBe((SpendingSource.NotYetKnown, null));
        nobody.Source.ShouldBe(SpendingSource.NotYetKnown);
    }

    [Fact]
    public async Task Given_a_finished_sync_When_somebody_without_orders_and_nobody_are_looked_up_Then_each_is_told_as_such()
    {
        await using var org = await GivenAsync();
        await org.SyncAsync();

        (await LookupAsync(org, "c2@example.com")).ShouldBe(new SpendingAnswer(SpendingSource.NoOrders));
        (await LookupAsync(org, "2")).ShouldBe(new SpendingAnswer(SpendingSource.NoOrders));
        (await LookupAsync(org, "nobody@example.com")).ShouldBe(new SpendingAnswer(SpendingSource.UnknownCustomer));
    }

    [Fact]
    public async Task Given_a_connection_that_counts_in_another_currency_When_its_customers_are_looked_up_Then_each_sum_is_in_its_own()
    {
        await using var org = await GivenAsync();
        org.Pos.Shops["2"] = new ScriptedShop();
        await org.ConnectAsync("second", ScriptedPos.Id, new Dictionary<string, string> { ["shop"] = "2", ["currency"] = "JPY" });
        var yen = Currency.Of("JPY");
        org.Pos.Shops["2"].Put(Make.Customer("7", "seven@example.com"));
        org.Pos.Shops["2"].Put(Make.Order("y1", 900, "seven@example.com", currency: yen));
        (await org.RunAsync()).Result.ShouldBe(RunResult.Done);

        foreach (var key in (string[])["seven@example.com", "second:7"])
            (await LookupAsync(org, key)).Spending!.TotalSpent.ShouldBe(new Money(900, yen), key);
        foreach (var key in (string[])["c1@example.com", "1"])
            (await LookupAsync(org, key)).Spending!.TotalSpent.ShouldBe(Make.Usd(30), key);
        foreach (var sum in await org.AllAsync("customer_spending")) await org.OthersDeleteAsync("customer_spending", sum.Path.Id);
        (await LookupAsync(org, "seven@example.com")).ShouldBe(
            new SpendingAnswer(SpendingSource.Live, new SpendingFigures(new Money(900, yen), 1, new Money(900, yen), Make.Noon.AddDays(-1), Make.Noon.AddDays(-1))));
    }

    [Fact]
    public async Task Given_a_live_sum_that_takes_too_long_When_eight_seconds_have_passed_Then_it_is_not_yet_known()
    {
        await using var org = await GivenAsync();
        await org.SyncAsync();
        foreach (var document in await org.AllAsync("customer_spending")) await org.OthersDeleteAsync("customer_spending", document.Path.Id);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        org.Store.BeforeQuery = async (query, cancellation) =>
        {
            if (query.Collection != "orders") return;
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        };

        var lookup = LookupAsync(org, "c1@example.com");
        await asked.Task;
        org.Time.Advance(TimeSpan.FromSeconds(7.9));
        lookup.IsCompleted.ShouldBeFalse();
        org.Time.Advance(TimeSpan.FromSeconds(0.2));

        (await lookup).ShouldBe(new SpendingAnswer(SpendingSource.NotYetKnown));
    }

    private static Task<SpendingAnswer> LookupAsync(TestOrg org, string key) => new SpendingLookup(org.Store, org.Time).FindAsync(TestOrg.Acme, key);

    private static async Task<TestOrg> GivenAsync()
    {
        var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        org.Shop.Put(Make.Customer("2"));
        org.Shop.Put(Make.Order("o1", 10, "c1@example.com"));
        org.Shop.Put(Make.Order("o2", 20, "c1@example.com"));
        return org;
    }
}
