using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Leases;
using Sync.Engine.Orgs;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>A run that waited for another's end goes by what is connected then, not by what was when it was asked for.</summary>
public sealed class WaitingRunTests
{
    private static readonly Actor Ada = new("member", "a1", "ada@example.com");

    [Fact]
    public async Task Given_a_run_that_waits_When_a_connection_is_removed_meanwhile_Then_it_is_not_synced_again()
    {
        await using var org = await PauseTests.TwoShopsAsync();
        org.Pos.Shops["2"].Asked.Clear();

        var report = await AfterAsync(org, async lease =>
        {
            var all = await ConnectionDirectory.ListAsync(org.Tenant());
            await new ConnectionRemoval(org.Tenant(), all, lease.Fence).RunAsync(all.Single(c => c.Id == "second"), CancellationToken.None);
        });

        await ShouldBeAloneAsync(org, report);
    }

    [Fact]
    public async Task Given_a_run_that_waits_When_the_removal_of_a_connection_is_asked_for_meanwhile_Then_it_carries_it_out()
    {
        await using var org = await PauseTests.TwoShopsAsync();
        org.Pos.Shops["2"].Asked.Clear();

        var report = await AfterAsync(org, _ => org.Connections.BeginRemovalAsync(org.Tenant(), "second", Ada));

        report.Gone.ShouldBe(["second"]);
        await ShouldBeAloneAsync(org, report);
    }

    [Fact]
    public async Task Given_a_run_that_waits_When_the_only_connection_is_removed_meanwhile_Then_it_is_refused_and_gives_the_lease_back()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        await org.SyncAsync();

        var refused = await Should.ThrowAsync<OrgException>(() => AfterAsync(org, async lease =>
        {
            var all = await ConnectionDirectory.ListAsync(org.Tenant());
            await new ConnectionRemoval(org.Tenant(), all, lease.Fence).RunAsync(all[0], CancellationToken.None);
        }));

        refused.Message.ShouldContain("has no connection yet");
        (await Snapshot.OfAsync(org)).ShouldBeEmpty();
        (await OrgLease.IsHeldAsync(org.Tenant(), org.Time, CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_run_that_waits_When_a_connection_is_added_meanwhile_Then_it_is_synced_too_and_customers_of_both_are_one()
    {
        await using var expected = await PauseTests.TwoShopsAsync();
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Become(expected.Shop);
        org.Pos.Shops["2"] = expected.Pos.Shops["2"].Copy();

        var report = await AfterAsync(org, _ => org.ConnectAsync("second", ScriptedPos.Id, new Dictionary<string, string> { ["shop"] = "2" }));

        report.Runs.Select(r => r.Connection).ShouldBe(["main", "second"]);
        (await Snapshot.OfAsync(org)).ShouldEqual(await Snapshot.OfAsync(expected), "added meanwhile");
    }

    private static async Task ShouldBeAloneAsync(TestOrg org, OrgReport report)
    {
        report.Runs.ShouldHaveSingleItem().Connection.ShouldBe("main");
        org.Pos.Shops["2"].Asked.ShouldBeEmpty();
        (await ConnectionDirectory.FindAsync(org.Tenant(), "second")).ShouldBeNull();
        await using var alone = await TestOrg.OpenAsync();
        alone.Shop.Become(org.Shop);
        await alone.SyncAsync();
        (await Snapshot.OfAsync(org)).ShouldEqual(await Snapshot.OfAsync(alone), "removed meanwhile");
        (await org.AllAsync("ledger")).ShouldAllBe(d => !d.Path.Id.StartsWith("second"));
    }

    /// <summary>A run that is asked for while another has the lease, and what happens until that gives it back.</summary>
    private static async Task<OrgReport> AfterAsync(TestOrg org, Func<OrgLease, Task> meanwhile)
    {
        Task<OrgReport> waiting;
        await using (var lease = await OrgLease.TakeAsync(org.Tenant(), org.Time, TimeSpan.FromSeconds(30), "first", CancellationToken.None))
        {
            await lease.ConfirmAsync(CancellationToken.None);
            var looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            org.Store.AfterRead = paths =>
            {
                if (paths.Count == 2 && paths[0].Collection == "leases") looked.TrySetResult();
                return Task.CompletedTask;
            };
            waiting = org.Runner("second").RunAsync(TestOrg.Acme, new RunOptions { Wait = TimeSpan.FromSeconds(20) });
            await looked.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
            org.Store.AfterRead = null;
            await meanwhile(lease);
        }

        for (var i = 0; i < 2000 && !waiting.IsCompleted; i++)
        {
            // The clock of the others is not moved far: what ages a customer would differ.
            if (i < 20) org.Time.Advance(TimeSpan.FromSeconds(0.5));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        return await waiting;
    }
}
