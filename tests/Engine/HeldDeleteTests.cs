using Sync.ConnectorKit;
using Sync.Engine.Audit;
using Sync.Engine.Deletes;
using Sync.Engine.Orgs;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>What is held is shown, and the owner approves or rejects it.</summary>
public sealed class HeldDeleteTests
{
    private static readonly Actor Ada = new("member", "a1", "ada@example.com");

    [Fact]
    public async Task Given_removals_that_are_held_When_the_owner_looks_Then_they_see_how_many_of_which_stream_and_the_first_by_name()
    {
        await using var org = await HoldingAsync();

        var held = (await HeldDeletes.ListAsync(org.Tenant())).ShouldHaveSingleItem();

        (held.Connection, held.Stream, held.Count, held.Stored, held.Limit, held.Decision).ShouldBe(("main", PosStream.Products, 30, 40, 10, HeldDecision.None));
        held.First.Count.ShouldBe(20);
        held.First.ShouldContain(new HeldRecord("12", "Product 12"));
        held.Since.ShouldBe(Make.Noon);
        (await StatusReader.ReadAsync(org.Tenant())).Connections[0].State.ShouldBe(ConnectionState.Held);
    }

    [Fact]
    public async Task Given_removals_that_stay_held_When_it_is_synced_again_Then_nothing_more_is_written_than_before()
    {
        await using var org = await HoldingAsync();
        org.Time.Advance(TimeSpan.FromMinutes(30));

        var again = await org.RunAsync();

        again.Store.Writes.ShouldBe(5); // lease and fence, record, status, lease
        again.Store.Deletes.ShouldBe(0);
        (await HeldDeletes.ListAsync(org.Tenant())).ShouldHaveSingleItem().Since.ShouldBe(Make.Noon);
    }

    [Fact]
    public async Task Given_held_removals_When_they_are_approved_Then_the_next_run_carries_out_those_and_no_others()
    {
        await using var org = await HoldingAsync(customers: 30);
        org.Shop.Customers.RemoveRange(0, 20);
        await org.RunAsync();
        var held = (await HeldDeletes.ListAsync(org.Tenant())).Single(h => h.Stream == PosStream.Products);

        await new HeldDeletes(org.Time).ApproveAsync(org.Tenant(), "main", PosStream.Products, held.Set, Ada);
        (await HeldDeletes.ListAsync(org.Tenant())).Single(h => h.Stream == PosStream.Products).Decision.ShouldBe(HeldDecision.Approved);
        var run = (await org.RunAsync()).Runs[0];

        run.Streams[PosStream.Products].Deleted.ShouldBe(30);
        run.Streams[PosStream.Customers].HeldDeletes.ShouldBe(20);
        (await org.AllAsync("products")).Count.ShouldBe(10);
        (await HeldDeletes.ListAsync(org.Tenant())).ShouldHaveSingleItem().Stream.ShouldBe(PosStream.Customers);
        (await AuditLog.ListAsync(org.Tenant(), null, 10)).ShouldContain(e => e.Action == "deletes.approved" && e.Subject == "main/products");
    }

    [Fact]
    public async Task Given_held_removals_When_others_have_joined_them_since_Then_the_approved_ones_go_and_the_owner_is_asked_about_the_others()
    {
        await using var org = await HoldingAsync(products: 100, gone: 30);
        var held = (await HeldDeletes.ListAsync(org.Tenant())).ShouldHaveSingleItem();
        await new HeldDeletes(org.Time).ApproveAsync(org.Tenant(), "main", PosStream.Products, held.Set, Ada);
        org.Shop.Products.RemoveRange(0, 25);

        (await org.RunAsync()).Runs[0].Streams[PosStream.Products].HeldDeletes.ShouldBe(25);

        (await org.AllAsync("products")).Count.ShouldBe(70);
        var left = (await HeldDeletes.ListAsync(org.Tenant())).ShouldHaveSingleItem();
        (left.Count, left.Decision).ShouldBe((25, HeldDecision.None));
        await Should.ThrowAsync<OrgException>(() => new HeldDeletes(org.Time).ApproveAsync(org.Tenant(), "main", PosStream.Products, held.Set, Ada));
    }

    [Fact]
    public async Task Given_held_removals_When_they_are_rejected_Then_the_records_stay_and_are_not_asked_about_again()
    {
        await using var org = await HoldingAsync();
        await RejectAsync(org);

        var run = await org.SyncAsync();
        var later = await org.SyncAsync();
        var full = await org.SyncAsync(full: true);

        foreach (var each in new[] { run, later, full })
        {
            each.Streams[PosStream.Products].Status.ShouldBe(StreamStatus.Complete);
            each.Streams[PosStream.Products].KeptDeletes.ShouldBe(30);
        }

        (await org.AllAsync("products")).Count.ShouldBe(40);
        (await HeldDeletes.ListAsync(org.Tenant())).ShouldBeEmpty();
        (await org.CostAsync()).Store.Writes.ShouldBe(5);
        (await AuditLog.ListAsync(org.Tenant(), null, 10)).ShouldHaveSingleItem().Action.ShouldBe("deletes.rejected");
    }

    [Fact]
    public async Task Given_rejected_removals_When_further_records_go_Then_those_are_weighed_by_themselves()
    {
        await using var org = await HoldingAsync(products: 100, gone: 30);
        await RejectAsync(org);
        await org.SyncAsync();
        org.Shop.Products.RemoveRange(0, 2);

        (await org.SyncAsync()).Streams[PosStream.Products].Deleted.ShouldBe(2);

        (await org.AllAsync("products")).Count.ShouldBe(98);
    }

    [Fact]
    public async Task Given_a_rejected_removal_When_the_POS_has_shown_the_record_again_Then_it_may_go_like_any_other()
    {
        await using var org = await HoldingAsync();
        await RejectAsync(org);
        await org.SyncAsync();
        org.Shop.Put(Make.Product("3"));
        await org.SyncAsync();
        org.Shop.Products.RemoveAll(p => p.Id == "3");

        (await org.SyncAsync()).Streams[PosStream.Products].Deleted.ShouldBe(1);

        (await org.AllAsync("products")).Count.ShouldBe(39);
    }

    [Fact]
    public async Task Given_held_removals_of_two_streams_When_a_run_approves_one_Then_only_that_goes()
    {
        await using var org = await HoldingAsync(customers: 30);
        org.Shop.Customers.RemoveRange(0, 20);

        var run = (await org.RunAsync(new RunOptions { Approved = [new ApprovedDeletes("main", PosStream.Customers)] })).Runs[0];

        run.Streams[PosStream.Customers].Deleted.ShouldBe(20);
        run.Streams[PosStream.Products].HeldDeletes.ShouldBe(30);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Given_a_decision_whose_run_is_killed_at_any_commit_When_it_runs_again_Then_it_is_as_if_it_had_not_been(bool approve)
    {
        await using var start = await HoldingAsync();
        start.Store.Limits = TestOrg.Small;
        var set = (await HeldDeletes.ListAsync(start.Tenant())).ShouldHaveSingleItem().Set;
        if (approve) await new HeldDeletes(start.Time).ApproveAsync(start.Tenant(), "main", PosStream.Products, set, Ada);
        else await RejectAsync(start);
        await using var expected = start.Copy();
        await expected.SyncAsync();
        for (var commit = 1; ; commit++)
            foreach (var after in new[] { false, true })
            {
                await using var org = start.Copy();
                (org.Store.KillAt, org.Store.AfterEffect) = (commit, after);
                try
                {
                    await org.RunAsync();
                    commit.ShouldBeGreaterThan(2);
                    return;
                }
                catch (KilledException)
                {
                    // The decision is the next run's.
                }

                await using var next = org.Restart();
                next.Time.Advance(TimeSpan.FromSeconds(31));
                await next.SyncAsync();
                (await Snapshot.OfAsync(next)).ShouldEqual(await Snapshot.OfAsync(expected), $"killed at {commit}, {(after ? "after" : "before")} its effect");
                (await HeldDeletes.ListAsync(next.Tenant())).ShouldBeEmpty();
            }
    }

    [Fact]
    public async Task Given_orders_of_which_many_are_gone_When_they_are_rejected_and_approved_Then_sales_follow()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        for (var i = 0; i < 60; i++) org.Shop.Put(Make.Order($"o{i}", 10, "c1@example.com", daysAgo: i + 0.5));
        await org.SyncAsync();
        org.Shop.Orders.RemoveRange(0, 20);
        await org.RunAsync();
        var held = (await HeldDeletes.ListAsync(org.Tenant())).ShouldHaveSingleItem();
        held.First[0].Name.ShouldBe("2026-11-20, 10 USD");

        await new HeldDeletes(org.Time).RejectAsync(org.Tenant(), "main", PosStream.Orders, held.Set, Ada);
        await org.SyncAsync();
        (await org.FindAsync("customers", "1")).Integer("orderCount").ShouldBe(60);
        await org.SyncAsync(full: true);
        (await org.FindAsync("customers", "1")).Integer("orderCount").ShouldBe(60);

        org.Shop.Orders.RemoveRange(0, 15);
        await org.RunAsync();
        held = (await HeldDeletes.ListAsync(org.Tenant())).ShouldHaveSingleItem();
        held.Count.ShouldBe(15);
        await new HeldDeletes(org.Time).ApproveAsync(org.Tenant(), "main", PosStream.Orders, held.Set, Ada);
        await org.SyncAsync();
        (await org.FindAsync("customers", "1")).Integer("orderCount").ShouldBe(45);
        await Addition.CheckAsync(org, "approved");
    }

    [Theory]
    [InlineData(30, true)]
    [InlineData(30, false)]
    [InlineData(40, true)] // an empty answer
    public async Task Given_held_removals_When_all_are_decided_Then_nothing_is_said_to_wait_or_to_be_missing(int gone, bool approve)
    {
        await using var org = await HoldingAsync(gone: gone);
        org.Shop.Customers.Clear();
        await org.RunAsync();
        (await StateAsync(org)).ShouldBe(ConnectionState.Held);

        foreach (var (left, held) in (await HeldDeletes.ListAsync(org.Tenant())).OrderBy(h => h.Stream).Index())
        {
            (await StateAsync(org)).ShouldBe(ConnectionState.Held, $"{left} decided");
            if (approve) await new HeldDeletes(org.Time).ApproveAsync(org.Tenant(), "main", held.Stream, held.Set, Ada);
            else await new HeldDeletes(org.Time).RejectAsync(org.Tenant(), "main", held.Stream, held.Set, Ada);
        }

        (await StateAsync(org)).ShouldBe(ConnectionState.UpToDate);
        await org.SyncAsync();
        (await StateAsync(org)).ShouldBe(ConnectionState.UpToDate);
    }

    private static async Task<ConnectionState> StateAsync(TestOrg org) => (await StatusReader.ReadAsync(org.Tenant())).Connections[0].State;

    private static async Task RejectAsync(TestOrg org)
    {
        var held = (await HeldDeletes.ListAsync(org.Tenant())).ShouldHaveSingleItem();
        await new HeldDeletes(org.Time).RejectAsync(org.Tenant(), held.Connection, held.Stream, held.Set, Ada);
    }

    /// <summary>An org with removals that are held.</summary>
    internal static async Task<TestOrg> HoldingAsync(int products = 40, int gone = 30, int customers = 1)
    {
        var org = await TestOrg.OpenAsync();
        for (var i = 0; i < customers; i++) org.Shop.Put(Make.Customer($"{i}"));
        org.Shop.Put(Make.Order("o1", 5, "c0@example.com"));
        for (var i = 0; i < products; i++) org.Shop.Put(Make.Product($"{i}"));
        await org.SyncAsync();
        org.Shop.Products.RemoveRange(0, gone);
        (await org.RunAsync()).Runs[0].Streams[PosStream.Products].HeldDeletes.ShouldBe(gone);
        return org;
    }
}
