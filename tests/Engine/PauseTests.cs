using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>Pausing a connection and resuming it.</summary>
public sealed class PauseTests
{
    private static readonly Actor Ada = new("member", "a1", "ada@example.com");

    [Fact]
    public async Task Given_a_connection_that_is_paused_When_the_org_is_synced_Then_it_is_left_out_its_documents_stay_and_the_status_says_so()
    {
        await using var org = await TwoShopsAsync();
        var before = await Snapshot.OfAsync(org);

        (await org.Connections.SetActiveAsync(org.Tenant(), "second", false, Ada)).ShouldBeTrue();
        org.Pos.Shops["2"].Orders.Clear();
        var report = await org.RunAsync();

        report.Runs.ShouldHaveSingleItem().Connection.ShouldBe("main");
        (await Snapshot.OfAsync(org)).ShouldEqual(before, "paused");
        var status = await StatusReader.ReadAsync(org.Tenant());
        status.Connections.Single(c => c.Id == "second").State.ShouldBe(ConnectionState.Paused);
        status.Connections.Single(c => c.Id == "second").NextRunAt.ShouldBeNull();
        status.Connections.Single(c => c.Id == "second").Counts.Orders.ShouldBe(1);
        status.Connections.Single(c => c.Id == "main").State.ShouldBe(ConnectionState.UpToDate);
        (await org.FindAsync("sync_status", "pos")).Map("connections")!.Value.Map("second")!.Value.Flag("paused").ShouldBe(true);
        var line = (await AuditLog.ListAsync(org.Tenant(), null, 10)).ShouldHaveSingleItem();
        (line.Action, line.Subject, line.Actor).ShouldBe(("connection.paused", "second", Ada));
    }

    [Fact]
    public async Task Given_a_paused_connection_When_it_is_resumed_Then_the_next_run_reads_it_and_the_status_says_no_more_that_it_is_paused()
    {
        await using var org = await TwoShopsAsync();
        await org.Connections.SetActiveAsync(org.Tenant(), "second", false, Ada);
        await org.RunAsync();
        org.Pos.Shops["2"].Put(Make.Order("o9", 9, "c2@example.com"));

        await org.Connections.SetActiveAsync(org.Tenant(), "second", true, Ada);
        (await org.Connections.SetActiveAsync(org.Tenant(), "second", true, Ada)).ShouldBeFalse();
        await org.RunAsync();

        (await org.GetAsync("orders", "second:o9")).ShouldNotBeNull();
        (await org.FindAsync("sync_status", "pos")).Map("connections")!.Value.Map("second")!.Value.Has("paused").ShouldBeFalse();
        (await AuditLog.ListAsync(org.Tenant(), null, 10)).Select(e => e.Action).Order().ShouldBe(["connection.paused", "connection.resumed"]);
    }

    [Fact]
    public async Task Given_a_run_under_way_When_its_connection_is_paused_Then_the_run_ends_and_the_status_still_says_paused()
    {
        await using var org = await TwoShopsAsync();
        org.Pos.Shops["2"].BeforePage = async (_, _) => await org.Connections.SetActiveAsync(org.Tenant(), "second", false, Ada);

        (await org.RunAsync()).Result.ShouldBe(RunResult.Done);

        var second = (await org.FindAsync("sync_status", "pos")).Map("connections")!.Value.Map("second")!.Value;
        second.Flag("paused").ShouldBe(true);
        second.Has("nextRunAt").ShouldBeFalse();
    }

    [Fact]
    public async Task Given_no_other_connection_When_the_only_one_is_paused_Then_a_run_says_so_and_the_schedule_passes_it_by()
    {
        await using var org = await TestOrg.OpenAsync();
        await org.SyncAsync();
        await org.Connections.SetActiveAsync(org.Tenant(), "main", false, Ada);

        (await Should.ThrowAsync<OrgException>(() => org.RunAsync())).Message.ShouldContain("paused");
        (await Should.ThrowAsync<OrgException>(() => org.RunAsync(new RunOptions { Only = "main" }))).Message.ShouldContain("paused");
        (await new AllOrgsRunner(org.Orgs, org.Runner(), org.Store).RunOneAsync(TestOrg.Acme, new RunOptions())).ShouldBeNull();
        await Should.ThrowAsync<OrgException>(() => org.Connections.SetActiveAsync(org.Tenant(), "nobody", false, Ada));
    }

    [Fact]
    public async Task Given_a_paused_connection_When_it_is_connected_again_Then_it_stays_paused()
    {
        await using var org = await TestOrg.OpenAsync();
        await org.Connections.SetActiveAsync(org.Tenant(), "main", false, Ada);

        (await org.ConnectAsync("main", ScriptedPos.Id, new Dictionary<string, string>())).Active.ShouldBeFalse();
    }

    [Fact]
    public async Task Given_two_connections_When_only_one_is_asked_for_Then_the_other_is_not_read()
    {
        await using var org = await TwoShopsAsync();

        (await org.RunAsync(new RunOptions { Only = "second" })).Runs.ShouldHaveSingleItem().Connection.ShouldBe("second");
    }

    internal static async Task<TestOrg> TwoShopsAsync(TestStore? store = null)
    {
        var org = await TestOrg.OpenAsync(store: store);
        org.Pos.Shops["2"] = new ScriptedShop();
        await org.ConnectAsync("second", ScriptedPos.Id, new Dictionary<string, string> { ["shop"] = "2" });
        org.Shop.Put(Make.Customer("1"));
        org.Shop.Put(Make.Order("o1", 10, "c1@example.com"));
        org.Shop.Put(Make.Product("p1"));
        org.Pos.Shops["2"].Put(Make.Customer("2"));
        org.Pos.Shops["2"].Put(Make.Customer("7", "c1@example.com"));
        org.Pos.Shops["2"].Put(Make.Order("o2", 20, "c1@example.com"));
        org.Pos.Shops["2"].Put(Make.Product("p2"));
        (await org.RunAsync()).Result.ShouldBe(RunResult.Done);
        return org;
    }
}
