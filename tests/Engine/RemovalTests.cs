using System.Text;
using System.Text.RegularExpressions;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Tests;

/// <summary>Removing a connection with all that came from it.</summary>
public sealed class RemovalTests
{
    private static readonly Actor Ada = new("member", "a1", "ada@example.com");

    [Theory]
    [InlineData("second")]
    [InlineData("main")]
    public async Task Given_two_connections_When_one_is_removed_Then_all_is_as_if_the_other_had_been_alone(string gone)
    {
        await using var org = await PauseTests.TwoShopsAsync();

        var report = await RemoveAsync(org, gone);

        report.Result.ShouldBe(RunResult.Done);
        (await ConnectionDirectory.FindAsync(org.Tenant(), gone)).ShouldBeNull();
        (await Snapshot.OfAsync(org)).ShouldEqual(await AloneAsync(gone == "main" ? "second" : "main"), gone);
        var status = await StatusReader.ReadAsync(org.Tenant());
        status.Connections.ShouldHaveSingleItem().Id.ShouldNotBe(gone);
        status.Counts.Orders.ShouldBe(1);
        (await org.FindAsync("sync_status", "pos")).Map("connections")!.Value.Names.ShouldNotContain(gone);
        (await RunHistory.ListAsync(org.Tenant(), new RunFilter())).Runs.ShouldAllBe(r => r.Connection != gone);
        var line = (await AuditLog.ListAsync(org.Tenant(), null, 10)).ShouldHaveSingleItem();
        (line.Action, line.Subject, line.Actor).ShouldBe(("connection.removed", gone, Ada));
        org.Time.Advance(TimeSpan.FromMinutes(30));
        var left = await Snapshot.OfAsync(org);
        await org.SyncAsync();
        (await Snapshot.OfAsync(org)).ShouldEqual(left, "next run");
    }

    [Fact]
    public async Task Given_a_paused_connection_that_counts_in_yen_When_another_one_is_removed_Then_its_sums_are_still_in_yen()
    {
        await using var org = await PauseTests.TwoShopsAsync();
        var third = org.Pos.Shops["3"] = new ScriptedShop();
        third.Put(Make.Customer("7", "seven@example.com"));
        third.Put(Make.Order("y1", 900, "seven@example.com", currency: Currency.Of("JPY")));
        await org.ConnectAsync("third", ScriptedPos.Id, new Dictionary<string, string> { ["shop"] = "3", ["currency"] = "JPY" });
        (await org.RunAsync()).Result.ShouldBe(RunResult.Done);
        await org.Connections.SetActiveAsync(org.Tenant(), "third", false, Ada);

        await RemoveAsync(org, "second");

        (await org.FindAsync("customer_spending", "seven@example.com")).Number("totalSpent").ShouldBe(900);
    }

    [Fact]
    public async Task Given_the_only_connection_When_it_is_removed_Then_nothing_that_came_from_it_is_left()
    {
        await using var org = await TestOrg.OpenAsync();
        new RandomShop(org.Shop, 7, Make.Noon).Fill(20, 40, 10);
        await org.SyncAsync();

        (await RemoveAsync(org, "main")).Result.ShouldBe(RunResult.Done);

        (await Snapshot.OfAsync(org)).ShouldBeEmpty();
        foreach (var collection in new[] { "ledger", "runs", "connections", "quarantine", "held_deletes" }) (await org.AllAsync(collection)).ShouldBeEmpty(collection);
        (await StatusReader.ReadAsync(org.Tenant())).Counts.ShouldBe(new RecordCounts(0, 0, 0, 0, 0));
    }

    [Fact]
    public async Task Given_days_that_were_compared_When_one_connection_is_removed_Then_no_collection_but_the_audit_log_names_it_any_more()
    {
        const string gone = "second";
        await using var org = await PauseTests.TwoShopsAsync();
        await new TieOut(org.Time).CheckAsync(org.Tenant());
        (await NamingAsync(org, gone)).ShouldContain("tie_outs/last");

        await RemoveAsync(org, gone);

        (await NamingAsync(org, gone)).ShouldBeEmpty();
        (await TieOut.LastAsync(org.Tenant())).ShouldNotBeNull().Days.ShouldAllBe(d => d.Connection == "main");
    }

    [Fact]
    public async Task Given_days_that_were_compared_When_the_only_connection_is_removed_Then_none_of_them_is_left()
    {
        await using var org = await TestOrg.OpenAsync();
        new RandomShop(org.Shop, 7, Make.Noon).Fill(20, 40, 10);
        await org.SyncAsync();
        await new TieOut(org.Time).CheckAsync(org.Tenant());

        await RemoveAsync(org, "main");

        (await TieOut.LastAsync(org.Tenant())).ShouldBeNull();
    }

    [Fact]
    public async Task Given_a_removal_that_is_killed_at_any_commit_When_the_org_is_synced_again_Then_it_is_as_if_it_had_not_been()
    {
        await using var start = await PauseTests.TwoShopsAsync();
        start.Store.Limits = TestOrg.Small;
        var alone = await AloneAsync("main");
        for (var commit = 1; ; commit++)
            foreach (var after in new[] { false, true })
            {
                await using var org = start.Copy();
                (org.Store.KillAt, org.Store.AfterEffect) = (commit, after);
                try
                {
                    await RemoveAsync(org, "second");
                    commit.ShouldBeGreaterThan(5);
                    return;
                }
                catch (KilledException)
                {
                    // What is left is the next run's.
                }

                await using var next = org.Restart();
                next.Time.Advance(TimeSpan.FromSeconds(31));
                var outcome = await new AllOrgsRunner(next.Orgs, next.Runner(), next.Store).RunOneAsync(TestOrg.Acme, new RunOptions());
                var begun = (await AuditLog.ListAsync(next.Tenant(), null, 10)).Count == 1;
                if (!begun) await RemoveAsync(next, "second"); // it was killed before anything was asked
                else outcome!.Report!.Result.ShouldBe(RunResult.Done, outcome.Error);
                (await Snapshot.OfAsync(next)).ShouldEqual(alone, $"killed at {commit}, {(after ? "after" : "before")} its effect");
                (await StatusReader.ReadAsync(next.Tenant())).Connections.ShouldHaveSingleItem().Id.ShouldBe("main");
                (await next.FindAsync("sync_status", "pos")).Map("connections")!.Value.Names.ShouldBe(["main"]);
            }
    }

    [Fact]
    public async Task Given_a_first_sync_that_was_killed_at_any_commit_When_the_connection_is_removed_Then_nothing_that_came_from_it_is_left()
    {
        for (var commit = 1; ; commit++)
        {
            await using var org = await TestOrg.OpenAsync();
            org.Store.Limits = TestOrg.Small;
            new RandomShop(org.Shop, 9, Make.Noon).Fill(20, 40, 10);
            org.Store.KillAt = org.Store.Commits + commit;
            try
            {
                await org.SyncAsync();
                commit.ShouldBeGreaterThan(10);
                return;
            }
            catch (KilledException)
            {
                // What it wrote stands there, whatever the ledger knows of it.
            }

            await using var next = org.Restart();
            next.Time.Advance(TimeSpan.FromSeconds(31));
            await RemoveAsync(next, "main");
            (await Snapshot.OfAsync(next)).ShouldBeEmpty($"killed at {commit}");
        }
    }

    [Fact]
    public async Task Given_a_last_connection_whose_removal_was_killed_When_the_schedule_comes_by_Then_it_is_finished()
    {
        await using var org = await TestOrg.OpenAsync();
        new RandomShop(org.Shop, 8, Make.Noon).Fill(20, 40, 10);
        await org.SyncAsync();
        org.Store.KillAt = org.Store.Commits + 4;
        await Should.ThrowAsync<KilledException>(() => RemoveAsync(org, "main"));
        await using var next = org.Restart();
        next.Time.Advance(TimeSpan.FromSeconds(31));
        (await StatusReader.ReadAsync(next.Tenant())).Connections.ShouldHaveSingleItem().State.ShouldBe(ConnectionState.Removing);
        await Should.ThrowAsync<OrgException>(() => next.Connections.SetActiveAsync(next.Tenant(), "main", true, Ada));
        await Should.ThrowAsync<OrgException>(() => next.ConnectAsync("main", ScriptedPos.Id, new Dictionary<string, string>()));

        (await new AllOrgsRunner(next.Orgs, next.Runner(), next.Store).RunOneAsync(TestOrg.Acme, new RunOptions()))!.Report!.Result.ShouldBe(RunResult.Done);

        (await Snapshot.OfAsync(next)).ShouldBeEmpty();
        (await next.AllAsync("connections")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_a_paused_connection_beside_it_When_one_is_removed_Then_no_POS_is_asked_and_the_paused_one_stands_alone()
    {
        await using var org = await PauseTests.TwoShopsAsync();
        await org.Connections.SetActiveAsync(org.Tenant(), "main", false, Ada);
        org.Shop.Asked.Clear();

        await RemoveAsync(org, "second");

        org.Shop.Asked.ShouldBeEmpty();
        (await Snapshot.OfAsync(org)).ShouldEqual(await AloneAsync("main"), "paused");
    }

    [SkippableFact]
    public async Task Given_two_connections_in_the_cloud_When_one_is_removed_Then_all_is_as_if_the_other_had_been_alone()
    {
        await using var org = await PauseTests.TwoShopsAsync(await EmulatorTestStore.NewAsync());

        (await RemoveAsync(org, "second")).Result.ShouldBe(RunResult.Done);

        (await Snapshot.OfAsync(org)).ShouldEqual(await AloneAsync("main"), "cloud");
    }

    // What the other shop alone comes to: the days' ids carry their location while there are several.
    private static async Task<SortedDictionary<string, string>> AloneAsync(string stays)
    {
        await using var org = await TestOrg.OpenAsync(connect: stays == "main");
        await using var both = await PauseTests.TwoShopsAsync();
        foreach (var (id, shop) in both.Pos.Shops) org.Pos.Shops[id] = shop.Copy();
        if (stays == "second")
        {
            // Ids keep the prefix that they were given.
            await org.ConnectAsync("first", ScriptedPos.Id, new Dictionary<string, string> { ["shop"] = "1" });
            await org.ConnectAsync("second", ScriptedPos.Id, new Dictionary<string, string> { ["shop"] = "2" });
            await org.Tenant().CommitAsync([DocumentWrite.Delete(new DocumentPath("connections", "first"))]);
        }

        await org.RunAsync();
        return await Snapshot.OfAsync(org);
    }

    private static async Task<List<string>> NamingAsync(TestOrg org, string connection)
    {
        List<string> found = [];
        await foreach (var collection in org.Tenant().ListCollectionsAsync())
            await foreach (var document in org.Tenant().QueryAsync(new DocumentQuery { Collection = collection }))
                if (collection != "audit" && Regex.IsMatch(document.Path + " " + Encoding.UTF8.GetString(PlainJson.Of(document.Body, new HashSet<string>())), $@"\b{connection}\b")) found.Add(document.Path.ToString());
        return found;
    }

    private static Task<OrgReport> RemoveAsync(TestOrg org, string id) =>
        new ConnectionRemover(org.Store, org.Connections, org.Runner()).RemoveAsync(TestOrg.Acme, id, Ada, TimeSpan.Zero);
}
