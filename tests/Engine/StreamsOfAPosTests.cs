using Sync.ConnectorKit;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>Only what a POS has is read, and only of that anything is said.</summary>
public sealed class StreamsOfAPosTests
{
    [Fact]
    public async Task Given_a_POS_without_customers_When_synced_Then_the_orders_do_not_wait_for_them()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Pos.Lacks.Add(PosStream.Customers);
        new RandomShop(org.Shop, 401, Make.Noon).Fill(10, 30, 5);

        var run = await org.SyncAsync();

        run.Streams.Keys.ShouldNotContain(PosStream.Customers);
        run.Streams[PosStream.Orders].Status.ShouldBe(StreamStatus.Complete);
        (await org.AllAsync("unmatched_orders")).Count.ShouldBe(30);
        (await org.AllAsync("daily_sales")).ShouldNotBeEmpty();
        await Addition.CheckAsync(org, "no customers");
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_POS_without_products_When_synced_Then_nothing_is_said_of_them_and_those_that_are_stored_stay()
    {
        await using var org = await TestOrg.OpenAsync();
        new RandomShop(org.Shop, 402, Make.Noon).Fill(10, 30, 5);
        await org.SyncAsync();
        org.Pos.Lacks.Add(PosStream.Products);
        org.Shop.Products.Clear();

        var run = await org.SyncAsync(full: true);

        run.Streams.Keys.ShouldBe([PosStream.Customers, PosStream.Orders, PosStream.Inventory]);
        (await org.AllAsync("products")).Count.ShouldBe(5);
    }

    [Fact]
    public async Task Given_a_POS_without_orders_When_synced_Then_its_customers_are_new_and_have_spent_nothing()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Pos.Lacks.Add(PosStream.Orders);
        new RandomShop(org.Shop, 403, Make.Noon).Fill(10, 30, 5);

        var run = await org.SyncAsync();

        run.Streams.Keys.ShouldNotContain(PosStream.Orders);
        (await org.AllAsync("customers")).Count.ShouldBe(10);
        (await org.AllAsync("customers")).Select(c => c.Body.Read()).ShouldAllBe(c => c.Number("totalSpent") == 0 && c.Number("orderCount") == 0 && c.Text("segment") == "new");
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
        (await org.AllAsync("customer_spending")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(PosStream.Customers)]
    [InlineData(PosStream.Products)]
    [InlineData(PosStream.Inventory)]
    public async Task Given_a_stream_that_is_not_offered_as_it_is_set_up_When_synced_Then_neither_the_report_nor_the_kept_run_speaks_of_it(PosStream stream)
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.NotOffered.Add(stream);
        new RandomShop(org.Shop, 404, Make.Noon).Fill(10, 30, 5);

        foreach (var full in (bool[])[false, false, true])
        {
            org.Time.Advance(TimeSpan.FromMinutes(30));
            var run = (await org.RunAsync(new RunOptions { Full = full })).Runs.ShouldHaveSingleItem();

            run.Result.ShouldBe(RunResult.Done);
            run.Streams.Keys.ShouldBe(Enum.GetValues<PosStream>().Where(s => s != stream), ignoreOrder: true);
            var kept = (await RunHistory.ListAsync(org.Tenant(), new RunFilter { Limit = 1 })).Runs[0];
            kept.StartedAt.ShouldBe(run.StartedAt);
            kept.Streams.Keys.ShouldBe(run.Streams.Keys, ignoreOrder: true);
        }
    }
}
