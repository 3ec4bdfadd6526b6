using Sync.ConnectorKit;
using Sync.Engine.Orgs;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>Reading the orders of some days again.</summary>
public sealed class RangeTests
{
    private static readonly DateOnly From = new(2026, 10, 1);
    private static readonly DateOnly To = new(2026, 10, 10);

    [Fact]
    public async Task Given_late_edits_beyond_the_window_When_their_days_are_read_again_Then_they_are_put_right_and_counted_and_no_other_day_is_touched()
    {
        await using var org = await ShopAsync();
        var cursors = await CursorsAsync(org);
        org.Shop.Edit("d2026-10-05", o => o with { Total = Make.Usd(99), Subtotal = Make.Usd(99) });
        org.Shop.Edit("d2026-09-20", o => o with { Total = Make.Usd(77), Subtotal = Make.Usd(77) });
        org.Shop.Put(Make.Order("late", 5, "c1@example.com", at: At(new DateOnly(2026, 10, 7))));
        org.Shop.Orders.RemoveAll(o => o.Id is "d2026-10-08" or "d2026-09-21");
        await org.SyncAsync();
        (await org.GetAsync("orders", "late")).ShouldBeNull(); // the usual read does not go back so far

        var run = (await AgainAsync(org)).Runs.ShouldHaveSingleItem();

        run.Result.ShouldBe(RunResult.Done, run.ErrorDetail ?? "");
        run.Range.ShouldBe(new OrderRange("main", From, To));
        run.Streams.Keys.ShouldBe([PosStream.Orders]);
        (await org.FindAsync("orders", "d2026-10-05")).Number("total").ShouldBe(99);
        (await org.GetAsync("orders", "late")).ShouldNotBeNull();
        (await org.GetAsync("orders", "d2026-10-08")).ShouldBeNull();
        (await org.FindAsync("orders", "d2026-09-20")).Number("total").ShouldBe(10);
        (await org.GetAsync("orders", "d2026-09-21")).ShouldNotBeNull();
        (await org.FindAsync("daily_sales", "2026-10-07")).Integer("orderCount").ShouldBe(2);
        await Addition.CheckAsync(org, "range");
        (await CursorsAsync(org)).ShouldBe(cursors);
        (await AgainAsync(org)).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_documents_that_others_changed_or_removed_When_their_days_are_read_again_Then_they_are_as_the_POS_has_them()
    {
        await using var org = await ShopAsync();
        var whole = await Snapshot.OfAsync(org);
        await org.OthersDeleteAsync("orders", "d2026-10-03");
        await org.OthersWriteAsync("orders", "d2026-10-04", w => w.Number("total", 1000));
        await org.OthersWriteAsync("daily_sales", "2026-10-05", w => w.Number("net", 1000));
        await org.OthersDeleteAsync("daily_sales", "2026-10-06");

        (await AgainAsync(org)).Result.ShouldBe(RunResult.Done);

        (await Snapshot.OfAsync(org)).ShouldEqual(whole, "range");
    }

    [Fact]
    public async Task Given_documents_of_several_months_that_others_changed_When_their_days_are_read_again_Then_each_is_repaired_and_no_other_read()
    {
        await using var org = await ShopAsync();
        var (from, to) = (new DateOnly(2026, 9, 5), new DateOnly(2026, 11, 10));
        for (var day = new DateOnly(2026, 9, 1); day <= new DateOnly(2026, 11, 15); day = day.AddDays(1))
            org.Shop.Put(Make.Order($"s{day:yyyy-MM-dd}", 3, at: At(day)));
        await AgainAsync(org, new DateOnly(2026, 9, 1), new DateOnly(2026, 11, 15));
        var whole = await Snapshot.OfAsync(org);
        foreach (var day in (string[])["2026-09-05", "2026-09-30", "2026-10-01", "2026-10-15", "2026-10-31", "2026-11-01", "2026-11-10"])
        {
            await org.OthersWriteAsync("orders", "d" + day, w => w.Number("total", 1000));
            await org.OthersDeleteAsync("unmatched_orders", "s" + day);
            await org.OthersWriteAsync("daily_sales", day, w => w.Number("net", 1000));
        }

        foreach (var day in (string[])["2026-09-04", "2026-11-11"]) await org.OthersWriteAsync("daily_sales", day, w => w.Number("net", 1000));
        List<(string First, string Last)> asked = [];
        org.Store.BeforeQuery = (query, _) =>
        {
            if (query.Filters.Count == 2 && query.Filters[0].Field == "businessDate") asked.Add(((string)query.Filters[0].Value!, (string)query.Filters[1].Value!));
            return Task.CompletedTask;
        };

        var report = await AgainAsync(org, from, to);

        report.Result.ShouldBe(RunResult.Done);
        var after = await Snapshot.OfAsync(org);
        foreach (var day in (string[])["2026-09-04", "2026-11-11"])
        {
            after["daily_sales/" + day].ShouldNotBe(whole["daily_sales/" + day]); // of a day that was not asked for
            after["daily_sales/" + day] = whole["daily_sales/" + day];
        }

        after.ShouldEqual(whole, "range");
        asked.FindAll(a => a.First[..7] != a.Last[..7]).ShouldBeEmpty(); // what a range of years holds would be too much for one answer
        (asked.Min(a => a.First), asked.Max(a => a.Last)).ShouldBe(("2026-09-05", "2026-11-10"));
        var days = to.DayNumber - from.DayNumber + 1;
        foreach (var collection in (string[])["orders", "unmatched_orders", "daily_sales"])
            report.StoreByCollection[collection].Reads.ShouldBeInRange(days - 7, days + 7 + 3, collection);
    }

    [Fact]
    public async Task Given_many_orders_of_the_days_that_are_gone_When_they_are_read_again_Then_their_removal_is_held()
    {
        await using var org = await ShopAsync(new Model.OrgSettings { Name = "Acme", DeleteLimitCount = 2, DeleteLimitShare = 0.01m });
        org.Shop.Orders.RemoveAll(o => o.Id.StartsWith("d2026-10", StringComparison.Ordinal));

        (await AgainAsync(org)).Runs[0].Streams[PosStream.Orders].HeldDeletes.ShouldBe(10);

        (await org.GetAsync("orders", "d2026-10-04")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Given_a_run_that_died_When_days_are_read_again_Then_the_ledger_is_put_right_first_and_the_days_come_after()
    {
        await using var org = await ShopAsync();
        org.Shop.Put(Make.Customer("2"));
        org.Store.KillAt = org.Store.Commits + 4;
        await Should.ThrowAsync<KilledException>(() => org.RunAsync());
        await using var next = org.Restart();
        next.Time.Advance(TimeSpan.FromSeconds(31));
        next.Shop.Edit("d2026-10-05", o => o with { Total = Make.Usd(99), Subtotal = Make.Usd(99) });

        var report = await AgainAsync(next);

        report.Runs[^1].Range.ShouldNotBeNull();
        (await next.FindAsync("orders", "d2026-10-05")).Number("total").ShouldBe(99);
        await Addition.CheckAsync(next, "range");
    }

    [Fact]
    public async Task Given_days_read_again_that_are_killed_at_any_commit_When_it_is_done_once_more_Then_it_is_as_if_it_had_not_been()
    {
        await using var start = await ShopAsync();
        start.Store.Limits = TestOrg.Small;
        foreach (var order in start.Shop.Orders.Where(o => o.Id.StartsWith("d2026-10-0", StringComparison.Ordinal)).ToList()) start.Shop.Put(order with { Total = order.Total + Make.Usd(1), Subtotal = order.Subtotal + Make.Usd(1) });
        await using var expected = start.Copy();
        await AgainAsync(expected);
        for (var commit = 1; ; commit++)
            foreach (var after in new[] { false, true })
            {
                await using var org = start.Copy();
                (org.Store.KillAt, org.Store.AfterEffect) = (commit, after);
                try
                {
                    await AgainAsync(org);
                    commit.ShouldBeGreaterThan(4);
                    return;
                }
                catch (KilledException)
                {
                    // Somebody asks again.
                }

                await using var next = org.Restart();
                next.Time.Advance(TimeSpan.FromSeconds(31));
                await AgainAsync(next);
                (await Snapshot.OfAsync(next)).Where(d => d.Key.StartsWith("orders/d2026-10", StringComparison.Ordinal))
                    .ShouldBe((await Snapshot.OfAsync(expected)).Where(d => d.Key.StartsWith("orders/d2026-10", StringComparison.Ordinal)), $"{commit}, {after}");
                await Addition.CheckAsync(next, $"killed at {commit}");
            }
    }

    [Fact]
    public async Task Given_a_connection_that_was_never_read_or_is_none_When_days_are_asked_for_Then_that_is_said_and_nothing_is_written()
    {
        await using var org = await TestOrg.OpenAsync();

        (await AgainAsync(org)).Runs[0].Streams[PosStream.Orders].Status.ShouldBe(StreamStatus.Waiting);

        (await Snapshot.OfAsync(org)).ShouldBeEmpty();
        await Should.ThrowAsync<OrgException>(() => org.RunAsync(new RunOptions { Again = new OrderRange("nobody", From, To) }));
    }

    [Fact]
    public async Task Given_days_that_were_read_again_When_the_status_is_read_Then_it_is_the_usual_runs_and_the_history_has_both()
    {
        await using var org = await ShopAsync();
        var before = (await StatusReader.ReadAsync(org.Tenant())).Connections[0];
        org.Time.Advance(TimeSpan.FromMinutes(10));

        await AgainAsync(org);

        var after = (await StatusReader.ReadAsync(org.Tenant())).Connections[0];
        after.Streams.Count.ShouldBe(before.Streams.Count);
        after.LastRunAt.ShouldBe(before.LastRunAt);
        (await RunHistory.ListAsync(org.Tenant(), new RunFilter())).Runs[0].Range.ShouldBe(new OrderRange("main", From, To));
    }

    [SkippableFact]
    public async Task Given_a_shop_in_the_cloud_When_days_are_read_again_Then_they_are_put_right()
    {
        await using var org = await ShopAsync(store: await EmulatorTestStore.NewAsync());
        await org.OthersDeleteAsync("orders", "d2026-10-03");
        org.Shop.Edit("d2026-10-05", o => o with { Total = Make.Usd(99), Subtotal = Make.Usd(99) });

        (await AgainAsync(org)).Result.ShouldBe(RunResult.Done);

        (await org.GetAsync("orders", "d2026-10-03")).ShouldNotBeNull();
        (await org.FindAsync("orders", "d2026-10-05")).Number("total").ShouldBe(99);
    }

    private static DateTimeOffset At(DateOnly day) => new(day.ToDateTime(new TimeOnly(15, 0)), TimeSpan.Zero);

    [Theory]
    [InlineData("1969-12-31", "2026-01-01", "1970-01-01")]
    [InlineData("0001-01-01", "0001-01-01", "1970-01-01")]
    [InlineData("2026-01-02", "2026-01-01", "before the first day, 2026-01-02")]
    public void Given_days_that_cannot_be_read_When_a_run_of_them_is_asked_for_Then_it_is_refused_with_the_day_that_can_be(string from, string to, string told)
    {
        var range = new OrderRange("main", DateOnly.Parse(from), DateOnly.Parse(to));
        Should.Throw<OrgException>(() => new RunOptions { Again = range }).Message.ShouldContain(told);
        Should.Throw<OrgException>(() => new RunOptions() with { Again = range });
        new RunOptions { Again = range with { From = OrderRange.First, To = OrderRange.First } }.Again!.From.ShouldBe(OrderRange.First);
    }

    private static Task<OrgReport> AgainAsync(TestOrg org) => AgainAsync(org, From, To);

    private static Task<OrgReport> AgainAsync(TestOrg org, DateOnly from, DateOnly to) => org.RunAsync(new RunOptions { Again = new OrderRange("main", from, to) });

    private static async Task<string> CursorsAsync(TestOrg org) => (await org.FindAsync("ledger", "main")).Map("cursors")!.Value.Text("orders") ?? "";

    // An order a day, of which the usual read sees the last thirty.
    private static async Task<TestOrg> ShopAsync(Model.OrgSettings? settings = null, TestStore? store = null)
    {
        var org = await TestOrg.OpenAsync(settings, store);
        org.Shop.OrderWindow = TimeSpan.FromDays(30);
        org.Shop.Put(Make.Customer("1"));
        for (var day = new DateOnly(2026, 9, 1); day < new DateOnly(2026, 11, 20); day = day.AddDays(1))
            org.Shop.Put(Make.Order($"d{day:yyyy-MM-dd}", 10, "c1@example.com", at: At(day)));
        await org.SyncAsync();
        return org;
    }
}
