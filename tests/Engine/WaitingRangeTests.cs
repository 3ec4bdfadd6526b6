using Sync.ConnectorKit;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>Days that somebody asked to have read again wait in their connection until a run has read them.</summary>
public sealed class WaitingRangeTests
{
    private static readonly Actor Ada = new("member", "a1", "ada@example.com");
    private static readonly DateOnly From = new(2026, 10, 1);
    private static readonly DateOnly To = new(2026, 10, 10);
    private static readonly DateOnly Late = new(2026, 10, 5);

    [Fact]
    public async Task Given_days_that_wait_When_the_service_starts_anew_and_a_usual_run_comes_Then_it_reads_them_after_its_own_and_they_wait_no_more()
    {
        await using var org = await EditedShopAsync();
        await AskAsync(org, From, To);
        await AskAsync(org, new DateOnly(2026, 9, 20), new DateOnly(2026, 9, 20));
        await using var next = org.Restart();

        var report = await next.RunAsync();

        report.Runs.Select(r => r.Range).ShouldBe([null, new OrderRange("main", From, To), new OrderRange("main", new(2026, 9, 20), new(2026, 9, 20))]);
        report.Result.ShouldBe(RunResult.Done);
        (await next.FindAsync("orders", "d2026-10-05")).Number("total").ShouldBe(99);
        (await WaitingAsync(next)).ShouldBeEmpty();
        await Addition.CheckAsync(next, "waiting");
        (await RunHistory.ListAsync(next.Tenant(), new RunFilter())).Runs.Count(r => r.Range is not null).ShouldBe(2); // each leaves a record, also within one second
        (await next.RunAsync()).Runs.ShouldHaveSingleItem().Range.ShouldBeNull();
    }

    [Fact]
    public async Task Given_days_that_wait_When_a_run_for_them_alone_comes_Then_it_reads_nothing_else_and_a_second_one_nothing_at_all()
    {
        await using var org = await EditedShopAsync();
        await AskAsync(org, From, To);

        (await OnlyWaitingAsync(org)).Runs.ShouldHaveSingleItem().Range.ShouldBe(new OrderRange("main", From, To));

        (await org.FindAsync("orders", "d2026-10-05")).Number("total").ShouldBe(99);
        org.Shop.Asked.Clear();
        var idle = await OnlyWaitingAsync(org);
        (idle.Result, idle.Runs.Count, org.Shop.Asked.Count).ShouldBe((RunResult.Done, 0, 0));
    }

    [Fact]
    public async Task Given_a_run_that_is_killed_at_any_commit_When_the_next_one_comes_Then_the_days_are_as_if_it_had_not_been_and_wait_no_more()
    {
        await using var start = await EditedShopAsync();
        start.Store.Limits = TestOrg.Small;
        foreach (var order in start.Shop.Orders.Where(o => o.Id.StartsWith("d2026-10-0", StringComparison.Ordinal)).ToList()) start.Shop.Put(order with { Total = order.Total + Make.Usd(1), Subtotal = order.Subtotal + Make.Usd(1) });
        await AskAsync(start, From, To);
        await using var expected = start.Copy();
        await expected.RunAsync();
        for (var commit = 1; ; commit++)
            foreach (var after in new[] { false, true })
            {
                await using var org = start.Copy();
                (org.Store.KillAt, org.Store.AfterEffect) = (commit, after);
                try
                {
                    await org.RunAsync();
                    commit.ShouldBeGreaterThan(6);
                    return;
                }
                catch (KilledException)
                {
                    // The schedule comes again.
                }

                await using var next = org.Restart();
                next.Time.Advance(TimeSpan.FromSeconds(31));
                await next.RunAsync();
                (await OctoberAsync(next)).ShouldBe(await OctoberAsync(expected), $"{commit}, {after}");
                (await WaitingAsync(next)).ShouldBeEmpty($"{commit}, {after}");
                await Addition.CheckAsync(next, $"killed at {commit}");
            }
    }

    [Fact]
    public async Task Given_days_that_are_being_read_When_they_are_asked_for_again_meanwhile_Then_they_wait_on()
    {
        await using var org = await EditedShopAsync();
        await AskAsync(org, From, To);
        var asked = false;
        org.Store.BeforeQuery = async (query, _) =>
        {
            if (asked || query.Filters is not [{ Field: "businessDate" }, _]) return;
            asked = true;
            org.Time.Advance(TimeSpan.FromSeconds(1));
            await AskAsync(org, From, To);
        };

        await OnlyWaitingAsync(org);

        asked.ShouldBeTrue();
        (await WaitingAsync(org)).ShouldHaveSingleItem().From.ShouldBe(From);
        (await OnlyWaitingAsync(org)).Runs.ShouldHaveSingleItem().Range.ShouldNotBeNull();
        (await WaitingAsync(org)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_days_whose_read_is_cut_short_When_the_POS_is_well_again_Then_the_next_run_reads_them()
    {
        await using var org = await EditedShopAsync();
        await AskAsync(org, From, To);
        org.Shop.Faults[PosStream.Orders] = new StreamFault(0, new RetryLaterException("The POS is away.", "503"));

        (await OnlyWaitingAsync(org)).Result.ShouldNotBe(RunResult.Done);
        (await org.RunAsync()).Runs.ShouldHaveSingleItem().Range.ShouldBeNull(); // with its orders cut short the range would be so too
        (await WaitingAsync(org)).ShouldHaveSingleItem();

        org.Shop.Faults.Clear();
        (await org.RunAsync()).Runs.Count.ShouldBe(2);
        (await org.FindAsync("orders", "d2026-10-05")).Number("total").ShouldBe(99);
        (await WaitingAsync(org)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_a_connection_that_was_never_read_When_days_wait_Then_its_first_sync_comes_first_and_the_status_is_that_ones()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Order("o1", 10));
        await AskAsync(org, From, To);

        (await OnlyWaitingAsync(org)).Runs.ShouldHaveSingleItem().Streams[PosStream.Orders].Status.ShouldBe(StreamStatus.Waiting);
        (await WaitingAsync(org)).ShouldHaveSingleItem();

        (await org.RunAsync()).Result.ShouldBe(RunResult.Done);
        (await WaitingAsync(org)).ShouldBeEmpty();
        (await StatusReader.ReadAsync(org.Tenant())).Connections[0].State.ShouldBe(ConnectionState.UpToDate);
    }

    [Fact]
    public async Task Given_days_that_wait_When_a_dry_run_or_a_paused_connections_org_is_run_Then_they_wait_on()
    {
        await using var org = await EditedShopAsync();
        await AskAsync(org, From, To);

        (await org.RunAsync(new RunOptions { DryRun = true })).Runs.ShouldHaveSingleItem().Range.ShouldBeNull();
        await org.Connections.SetActiveAsync(org.Tenant(), "main", false, Ada);
        await Should.ThrowAsync<OrgException>(() => org.RunAsync());
        (await Should.ThrowAsync<OrgException>(() => AskAsync(org, From, To))).Message.ShouldContain("Resume it");
        (await WaitingAsync(org)).ShouldHaveSingleItem();

        await org.Connections.SetActiveAsync(org.Tenant(), "main", true, Ada);
        await org.RunAsync();
        (await WaitingAsync(org)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_days_that_wait_When_they_are_asked_for_again_or_the_connection_is_saved_Then_they_wait_once_and_the_audit_log_names_who_asked()
    {
        await using var org = await EditedShopAsync();
        await AskAsync(org, From, To);
        org.Time.Advance(TimeSpan.FromSeconds(1));
        await AskAsync(org, From, To);
        await org.ConnectAsync("main", ScriptedPos.Id, new Dictionary<string, string>());

        var range = (await WaitingAsync(org)).ShouldHaveSingleItem();
        (range.From, range.To, range.AskedAt).ShouldBe((From, To, org.Time.GetUtcNow()));
        var line = (await AuditLog.ListAsync(org.Tenant(), null, 1)).ShouldHaveSingleItem();
        (line.Action, line.Subject, line.Detail, line.Actor).ShouldBe(("run.started", "main", "orders again, 2026-10-01 to 2026-10-10", Ada));
    }

    [Fact]
    public async Task Given_as_many_ranges_as_may_wait_When_one_more_is_asked_for_Then_it_is_refused_and_nothing_is_noted()
    {
        await using var org = await EditedShopAsync();
        for (var day = 0; day < WaitingRanges.Most; day++) await AskAsync(org, From.AddDays(day), From.AddDays(day));

        (await Should.ThrowAsync<OrgException>(() => AskAsync(org, From, To))).Message.ShouldContain("20 ranges");
        await AskAsync(org, From, From); // what waits already waits once

        (await WaitingAsync(org)).Count.ShouldBe(WaitingRanges.Most);
        await Should.ThrowAsync<OrgException>(() => new WaitingRanges(org.Time).AskAsync(org.Tenant(), new OrderRange("nobody", From, To), Ada));
        await Should.ThrowAsync<OrgException>(() => AskAsync(org, To, From));
    }

    [Fact]
    public async Task Given_days_that_wait_When_somebody_takes_them_back_Then_no_run_reads_them_and_the_audit_log_names_who_did()
    {
        await using var org = await EditedShopAsync();
        await AskAsync(org, From, To);
        await AskAsync(org, From, From);
        var ranges = new WaitingRanges(org.Time);

        (await ranges.WithdrawAsync(org.Tenant(), new OrderRange("main", From, To), Ada)).ShouldBeTrue();
        (await ranges.WithdrawAsync(org.Tenant(), new OrderRange("main", From, To), Ada)).ShouldBeFalse();

        (await AuditLog.ListAsync(org.Tenant(), null, 9)).Count(l => (l.Action, l.Actor) == ("run.withdrawn", Ada)).ShouldBe(1);
        (await org.RunAsync()).Runs.Select(r => r.Range).ShouldBe([null, new OrderRange("main", From, From)]);
        await Should.ThrowAsync<OrgException>(() => ranges.WithdrawAsync(org.Tenant(), new OrderRange("nobody", From, To), Ada));
    }

    private static Task AskAsync(TestOrg org, DateOnly from, DateOnly to) => new WaitingRanges(org.Time).AskAsync(org.Tenant(), new OrderRange("main", from, to), Ada);

    private static Task<OrgReport> OnlyWaitingAsync(TestOrg org) => org.RunAsync(new RunOptions { OnlyWaiting = "main" });

    private static async Task<IReadOnlyList<WaitingRange>> WaitingAsync(TestOrg org) => (await StatusReader.ReadAsync(org.Tenant())).Connections.Single().Waiting;

    private static async Task<Dictionary<string, string>> OctoberAsync(TestOrg org) => (await Snapshot.OfAsync(org))
        .Where(d => d.Key.StartsWith("orders/d2026-10", StringComparison.Ordinal)).ToDictionary(d => d.Key, d => d.Value);

    // An order a day, of which the usual read sees the last thirty; one of before was edited since.
    private static async Task<TestOrg> EditedShopAsync()
    {
        var org = await TestOrg.OpenAsync();
        org.Shop.OrderWindow = TimeSpan.FromDays(30);
        org.Shop.Put(Make.Customer("1"));
        for (var day = new DateOnly(2026, 9, 1); day < new DateOnly(2026, 11, 20); day = day.AddDays(1))
            org.Shop.Put(Make.Order($"d{day:yyyy-MM-dd}", 10, "c1@example.com", at: new(day.ToDateTime(new TimeOnly(15, 0)), TimeSpan.Zero)));
        await org.SyncAsync();
        org.Shop.Edit($"d{Late:yyyy-MM-dd}", o => o with { Total = Make.Usd(99), Subtotal = Make.Usd(99) });
        return org;
    }
}
