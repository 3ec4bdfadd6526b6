using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Tests;

/// <summary>Runs look by themselves whether the days add up.</summary>
public sealed class DailyTieOutTests
{
    [Fact]
    public async Task Given_a_first_import_When_it_ends_Then_the_last_days_were_compared()
    {
        await using var org = await ShopAsync();
        var report = (await TieOut.LastAsync(org.Tenant())).ShouldNotBeNull();
        report.Days.Count.ShouldBe(5);
        report.Days.ShouldAllBe(d => d.Matches && d.At == org.Time.GetUtcNow());
    }

    [Fact]
    public async Task Given_a_day_that_was_compared_When_more_runs_come_on_it_Then_none_compares_again()
    {
        await using var org = await ShopAsync();
        await org.OthersWriteAsync("daily_sales", "2026-11-18", w => w.Number("net", 1));
        org.Time.Advance(TimeSpan.FromMinutes(30));
        await RunAsync(org);
        (await TieOut.LastAsync(org.Tenant()))!.Matches.ShouldBeTrue();
    }

    [Fact]
    public async Task Given_the_next_day_When_a_run_comes_Then_yesterday_is_compared_and_the_days_before_keep_what_was_found()
    {
        await using var org = await ShopAsync();
        var first = org.Time.GetUtcNow();
        await org.OthersWriteAsync("daily_sales", "2026-11-19", w => w.Number("net", 1));
        org.Time.Advance(TimeSpan.FromDays(1));
        org.Shop.Put(Make.Order("late", 7, "c1@example.com", status: OrderStatus.Completed) with { CreatedAt = first.AddHours(2) });

        await RunAsync(org);

        var report = (await TieOut.LastAsync(org.Tenant()))!;
        report.At.ShouldBe(org.Time.GetUtcNow());
        report.Days.Single(d => d.Day == DateOnly.FromDateTime(first.UtcDateTime)).ShouldSatisfyAllConditions(d => d.Matches.ShouldBeTrue(), d => d.At.ShouldBe(report.At));
        report.Days.Where(d => d.Day < DateOnly.FromDateTime(first.UtcDateTime)).ShouldAllBe(d => d.At == first);
        report.Days.Count.ShouldBe(6);
    }

    [Fact]
    public async Task Given_a_full_run_When_it_ends_Then_all_the_usual_days_are_compared_again()
    {
        await using var org = await ShopAsync();
        org.Time.Advance(TimeSpan.FromHours(1));
        await new AllOrgsRunner(org.Orgs, org.Runner(), org.Store).RunOneAsync(TestOrg.Acme, new RunOptions { Full = true });
        (await TieOut.LastAsync(org.Tenant()))!.Days.ShouldAllBe(d => d.At == org.Time.GetUtcNow());
    }

    [Fact]
    public async Task Given_a_run_that_compares_days_When_it_ends_Then_its_costs_by_collection_add_up_to_its_cost()
    {
        await using var org = await ShopAsync();
        org.Time.Advance(TimeSpan.FromDays(1));

        var report = (await new AllOrgsRunner(org.Orgs, org.Runner(), org.Store).RunOneAsync(TestOrg.Acme, new RunOptions()))!.Report!;

        report.StoreByCollection.Values.Aggregate(default(StoreOperations), (sum, c) => sum + c).ShouldBe(report.Store);
    }

    [Fact]
    public async Task Given_a_store_that_fails_while_days_are_compared_When_the_run_has_ended_Then_it_went_well_and_says_that_they_were_not()
    {
        await using var org = await ShopAsync();
        org.Time.Advance(TimeSpan.FromDays(1));
        var runs = 0;
        org.Store.BeforeQuery = (query, _) => query.Collection == "daily_sales" && ++runs > 0 ? throw new StoreException(StoreFailure.Unavailable, "The store does not answer.") : Task.CompletedTask;

        var outcome = (await new AllOrgsRunner(org.Orgs, org.Runner(), org.Store).RunOneAsync(TestOrg.Acme, new RunOptions())).ShouldNotBeNull();

        runs.ShouldBe(1);
        outcome.Report!.Result.ShouldBe(RunResult.Done);
        outcome.Report.NotCompared.ShouldBe("The store does not answer.");
        (await TieOut.LastAsync(org.Tenant()))!.At.ShouldBeLessThan(org.Time.GetUtcNow());
    }

    private static async Task<TestOrg> ShopAsync()
    {
        var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        for (var i = 1; i < 6; i++) org.Shop.Put(Make.Order($"o{i}", 10, "c1@example.com", daysAgo: i, status: OrderStatus.Completed));
        await RunAsync(org);
        return org;
    }

    private static async Task RunAsync(TestOrg org)
    {
        var outcome = (await new AllOrgsRunner(org.Orgs, org.Runner(), org.Store).RunOneAsync(TestOrg.Acme, new RunOptions())).ShouldNotBeNull();
        outcome.Report.ShouldNotBeNull(outcome.Error);
    }
}
