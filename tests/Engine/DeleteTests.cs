using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Model;

namespace Sync.Engine.Tests;

/// <summary>Deletes are earned.</summary>
public sealed class DeleteTests
{
    [Theory]
    [InlineData(100, 20, false)] // 20%
    [InlineData(100, 21, true)]
    [InlineData(30, 10, false)] // at least ten
    [InlineData(30, 11, true)]
    public async Task Given_products_that_are_gone_When_synced_Then_they_go_up_to_the_limit_and_are_held_beyond(int stored, int gone, bool held)
    {
        await using var org = await WithProductsAsync(stored);
        org.Shop.Products.RemoveRange(0, gone);

        var stream = (await org.RunAsync()).Runs[0].Streams[PosStream.Products];

        stream.Status.ShouldBe(held ? StreamStatus.Held : StreamStatus.Complete);
        stream.Deleted.ShouldBe(held ? 0 : gone);
        stream.HeldDeletes.ShouldBe(held ? gone : 0);
        (await org.AllAsync("products")).Count.ShouldBe(held ? stored : stored - gone);
        (await org.AllAsync("publicViews/products/items")).Count.ShouldBe(held ? stored : stored - gone);
    }

    [Fact]
    public async Task Given_a_window_that_may_lack_the_newest_When_orders_are_absent_Then_only_older_ones_go()
    {
        await using var org = await TestOrg.OpenAsync();
        for (var i = 0; i < 20; i++) org.Shop.Put(Make.Order($"o{i}", 5, daysAgo: 1));
        org.Shop.Put(Make.Order("newest", 7, at: Make.Noon.AddMinutes(-1)));
        await org.SyncAsync();
        (org.Shop.OrderWindow, org.Shop.Until) = (TimeSpan.FromDays(30), Make.Noon.AddMinutes(-10));
        org.Shop.Orders.RemoveAll(o => o.Id is "newest" or "o3");

        await org.SyncAsync();

        (await org.GetAsync("unmatched_orders", "newest")).ShouldNotBeNull();
        (await org.GetAsync("unmatched_orders", "o3")).ShouldBeNull();
    }

    [Fact]
    public async Task Given_removals_that_are_held_When_they_are_approved_Then_they_are_carried_out()
    {
        await using var org = await WithProductsAsync(40);
        org.Shop.Products.RemoveRange(0, 30);
        var held = (await org.RunAsync()).Runs[0];
        held.Result.ShouldBe(RunResult.Partial);
        held.Streams[PosStream.Products].Error.ShouldNotBeNull().ShouldContain("--approve-deletes");

        var approved = (await org.RunAsync(new RunOptions { ApproveDeletes = true })).Runs[0];

        approved.Streams[PosStream.Products].Deleted.ShouldBe(30);
        (await org.AllAsync("products")).Count.ShouldBe(10);
        (await org.SyncAsync()).Streams[PosStream.Products].Status.ShouldBe(StreamStatus.Complete);
    }

    [Fact]
    public async Task Given_other_limits_of_the_org_When_records_are_gone_Then_those_hold()
    {
        await using var org = await WithProductsAsync(40, new OrgSettings { Name = "Acme", DeleteLimitShare = 0, DeleteLimitCount = 1 });
        org.Shop.Products.RemoveRange(0, 2);

        (await org.RunAsync()).Runs[0].Streams[PosStream.Products].Status.ShouldBe(StreamStatus.Held);
    }

    [Fact]
    public async Task Given_a_stream_whose_coverage_is_not_proven_When_records_are_absent_Then_none_goes()
    {
        await using var org = await WithProductsAsync(40);
        org.Shop.Products.RemoveRange(0, 2);
        org.Shop.Coverage = CoverageKind.Changes;

        (await org.SyncAsync()).Streams[PosStream.Products].Deleted.ShouldBe(0);

        (await org.AllAsync("products")).Count.ShouldBe(40);
    }

    [Fact]
    public async Task Given_a_window_of_orders_When_some_are_gone_Then_those_in_it_go_and_older_ones_stay()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.OrderWindow = TimeSpan.FromDays(30);
        org.Shop.Put(Make.Customer("1"));
        for (var i = 0; i < 60; i++) org.Shop.Put(Make.Order($"o{i}", 10, "c1@example.com", daysAgo: i + 0.5));
        await org.SyncAsync();
        org.Shop.Orders.RemoveAll(o => o.Id is "o3" or "o4" or "o45");

        var run = await org.SyncAsync();

        run.Streams[PosStream.Orders].Deleted.ShouldBe(2);
        (await org.GetAsync("orders", "o3")).ShouldBeNull();
        (await org.GetAsync("orders", "o45")).ShouldNotBeNull();
        (await org.GetAsync("daily_sales", "2026-11-17")).ShouldBeNull();
        await Addition.CheckAsync(org, "window");
        (await org.FindAsync("customers", "1")).Integer("orderCount").ShouldBe(58);
    }

    [Fact]
    public async Task Given_an_order_that_is_gone_together_with_its_customer_When_synced_Then_neither_leaves_a_trace()
    {
        await using var org = await TestOrg.OpenAsync();
        for (var i = 0; i < 12; i++) org.Shop.Put(Make.Customer($"{i}"));
        for (var i = 0; i < 12; i++) org.Shop.Put(Make.Order($"o{i}", 10, $"c{i}@example.com", daysAgo: i));
        await org.SyncAsync();
        org.Shop.Customers.RemoveAt(3);
        org.Shop.Orders.RemoveAt(3);

        await org.SyncAsync();

        (await Snapshot.OfAsync(org)).Keys.ShouldNotContain(k => k.EndsWith("/3") || k.EndsWith("/o3") || k.Contains("c3@") || k.EndsWith("cid_3"));
        await Addition.CheckAsync(org, "both gone");
    }

    private static async Task<TestOrg> WithProductsAsync(int count, OrgSettings? settings = null)
    {
        var org = await TestOrg.OpenAsync(settings);
        org.Shop.Put(Make.Customer("1"));
        org.Shop.Put(Make.Order("o1", 5, "c1@example.com"));
        for (var i = 0; i < count; i++) org.Shop.Put(Make.Product($"{i}"));
        await org.SyncAsync();
        return org;
    }
}
