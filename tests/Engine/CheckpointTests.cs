using System.Globalization;
using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Store;

namespace Sync.Engine.Tests;

/// <summary>A run that is killed in a long history is gone on with where it was, and ends as if it had never been killed.</summary>
[Trait("Category", "Long")]
public sealed class CheckpointTests
{
    private static readonly PosStream[] Streams = Enum.GetValues<PosStream>();

    [Fact]
    public async Task Given_a_first_run_stopped_at_every_page_When_it_is_run_again_each_time_Then_hardly_a_page_is_asked_twice()
    {
        await using var origin = await GivenAsync();
        await using var undisturbed = origin.Copy();
        await undisturbed.SyncAsync();
        var org = origin;
        var (once, stops) = (undisturbed.Shop.Pages.GroupBy(p => p.Stream).ToDictionary(p => p.Key, p => p.Count()), 0);
        var stoppedAt = new HashSet<(PosStream, int)>();

        while (!await RunUntilANewPageAsync(org, stoppedAt)) stops++;

        stops.ShouldBe(once.Values.Sum() - once.Count);
        foreach (var stream in Streams)
            org.Shop.Pages.Count(p => p.Stream == stream).ShouldBeLessThanOrEqualTo(once[stream] + stops, stream.ToString());
        foreach (var stream in Streams) // each page holds what it holds once, but for those that were on their way when the run was stopped
            org.Shop.Pages.Where(p => p.Stream == stream && p.Page > 0).Count().ShouldBeLessThanOrEqualTo(once[stream] - 1, stream.ToString());
        await ShouldBeAsync(org, undisturbed, "every page");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Given_a_first_run_killed_at_any_commit_When_it_runs_again_Then_all_is_as_if_it_had_never_been_killed(int afterEffect)
    {
        await using var origin = await GivenAsync();
        await using var undisturbed = origin.Copy();
        await undisturbed.SyncAsync();
        var (commit, resumed) = (1, 0);
        for (; await KilledAsync(origin, commit, afterEffect == 1) is { } killed; commit++)
        {
            await using var org = killed;
            org.Time.Advance(TimeSpan.FromSeconds(31));
            org.Shop.Asked.Clear();
            await org.SyncAsync();
            if (org.Shop.Asked.Any(a => a.Cursor is not null)) resumed++;
            await ShouldBeAsync(org, undisturbed, $"commit {commit}");
        }

        commit.ShouldBeGreaterThan(20);
        resumed.ShouldBeGreaterThan(commit / 2);
    }

    [Fact]
    public async Task Given_a_first_run_killed_again_and_again_When_it_ends_at_last_Then_all_is_as_if_it_had_never_been_killed()
    {
        await using var origin = await GivenAsync();
        await using var undisturbed = origin.Copy();
        await undisturbed.SyncAsync();
        var (org, kills) = (origin, 0);
        while (await RunKilledAsync(org, 9, afterEffect: kills % 2 == 0))
        {
            kills++.ShouldBeLessThan(60);
            org = org.Restart();
            org.Time.Advance(TimeSpan.FromSeconds(31));
        }

        kills.ShouldBeGreaterThan(3);
        await ShouldBeAsync(org.Restart(), undisturbed, $"{kills} kills");
    }

    [Fact]
    public async Task Given_what_a_POS_says_of_customers_newest_first_When_killed_at_any_commit_and_run_again_Then_the_newest_stands()
    {
        await using var origin = await GivenAsync();
        var people = origin.Shop.Customers;
        for (var i = 0; i < 4; i++)
        {
            people[i] = people[i] with { FirstName = "Newer", AsOf = Make.Noon };
            people.Add(people[i] with { FirstName = "Older", AsOf = Make.Noon.AddDays(-1) }); // pages later
        }

        await using var undisturbed = origin.Copy();
        await undisturbed.SyncAsync();
        for (var i = 0; i < 4; i++) (await undisturbed.FindAsync("customers", people[i].Id)).Text("firstName").ShouldBe("Newer");
        var resumed = 0;
        for (var commit = 1; await KilledAsync(origin, commit, true) is { } killed; commit++)
        {
            await using var org = killed;
            org.Time.Advance(TimeSpan.FromSeconds(31));
            org.Shop.Asked.Clear();
            await org.SyncAsync();
            if (org.Shop.Asked.Any(a => a is { Stream: PosStream.Customers, Cursor: not null })) resumed++;
            await ShouldBeAsync(org, undisturbed, $"commit {commit}");
        }

        resumed.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task Given_a_customer_as_they_were_When_said_again_later_Then_what_is_older_than_that_is_passed_over()
    {
        await using var org = await TestOrg.OpenAsync();
        foreach (var (name, day) in new[] { ("Ada", 1), ("Ada", 5), ("Former", 3) })
        {
            org.Shop.Put(Make.Customer("1") with { FirstName = name, AsOf = Make.Noon.AddDays(day - 10) });
            await org.SyncAsync();
        }

        (await org.FindAsync("customers", "1")).Text("firstName").ShouldBe("Ada");
        await org.SyncAsync(full: true); // is the whole truth
        (await org.FindAsync("customers", "1")).Text("firstName").ShouldBe("Former");
    }

    [Theory]
    [InlineData(PosStream.Customers)]
    [InlineData(PosStream.Orders)]
    [InlineData(PosStream.Products)]
    [InlineData(PosStream.Inventory)]
    public async Task Given_a_stream_that_is_cut_short_When_synced_again_Then_it_is_read_on_and_not_anew(PosStream stream)
    {
        await using var org = await GivenAsync();
        await using var undisturbed = org.Copy();
        await undisturbed.SyncAsync();
        org.CheckpointEvery = TimeSpan.FromHours(1);
        org.Shop.Faults[stream] = new StreamFault(2, new RetryLaterException("The POS is away.", "503"));
        (await org.RunAsync()).Runs[0].Streams[stream].Status.ShouldBe(StreamStatus.Incomplete);
        org.Shop.Faults.Clear();
        org.Shop.Asked.Clear();

        var run = await org.SyncAsync();

        org.Shop.Asked.Single(a => a.Stream == stream).Cursor.ShouldBe("page:2");
        run.Full.ShouldBeFalse();
        await ShouldBeAsync(org, undisturbed, "cut short");
    }

    [Fact]
    public async Task Given_a_checkpoint_that_the_POS_refuses_When_synced_Then_it_is_dropped_and_the_stream_read_from_its_cursor()
    {
        await using var org = await GivenAsync();
        await using var undisturbed = org.Copy();
        await undisturbed.SyncAsync();
        org.Shop.Faults[PosStream.Orders] = new StreamFault(2);
        await org.RunAsync();
        org.Shop.Faults.Clear();
        org.Shop.RefusesCheckpoints = true;
        org.Shop.Asked.Clear();

        var run = await org.SyncAsync();

        run.Streams[PosStream.Orders].Read.ShouldBe(org.Shop.Orders.Count);
        org.Shop.Asked.Where(a => a.Stream == PosStream.Orders).Select(a => a.Cursor).Order().ShouldBe([null, "page:2"]);
        await ShouldBeAsync(org, undisturbed, "refused");
    }

    [Fact]
    public async Task Given_paging_that_loses_its_footing_When_synced_again_Then_the_stream_is_read_from_its_cursor()
    {
        await using var org = await GivenAsync();
        org.Shop.Faults[PosStream.Products] = new StreamFault(2, new RestartPagingException("The list moved.", "token came again"));
        await org.RunAsync();
        org.Shop.Faults.Clear();
        org.Shop.Asked.Clear();

        await org.SyncAsync();

        org.Shop.Asked.Single(a => a.Stream == PosStream.Products).Cursor.ShouldBeNull();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(3, 1)] // some pages are read ahead, so it is not known how many
    public async Task Given_pages_that_take_a_time_When_synced_Then_notes_are_made_no_oftener_than_every_five_seconds(int seconds, int atLeast)
    {
        await using var org = await GivenAsync();
        org.CheckpointEvery = TimeSpan.FromSeconds(5);
        org.Shop.PageSize = 1; // many more of them than are read ahead, whoever is quicker
        var (notes, last, tooSoon) = (0, org.Time.GetUtcNow(), 0);
        org.Shop.BeforePage = (_, _) =>
        {
            org.Time.Advance(TimeSpan.FromSeconds(seconds));
            return Task.CompletedTask;
        };
        org.Store.BeforeCommit = writes =>
        {
            if (!writes.Any(w => w.Path.ToString() == "ledger/main" && w.Body.Read().Has("progress"))) return Task.CompletedTask;
            if (org.Time.GetUtcNow() - last < TimeSpan.FromSeconds(5)) tooSoon++;
            (notes, last) = (notes + 1, org.Time.GetUtcNow());
            return Task.CompletedTask;
        };

        await org.SyncAsync();

        tooSoon.ShouldBe(0);
        if (atLeast == 0) notes.ShouldBe(0);
        else notes.ShouldBeGreaterThanOrEqualTo(atLeast);
    }

    [Fact]
    public async Task Given_deleted_ids_before_a_kill_When_it_is_gone_on_with_Then_they_are_not_forgotten()
    {
        await using var org = await GivenAsync();
        await org.SyncAsync();
        await ForgetCursorsAsync(org);
        org.Shop.Coverage = CoverageKind.Changes;
        foreach (var stream in Streams) org.Shop.Deleted[(stream, 1)] = [IdOf(org, stream)];
        org.Shop.Customers.RemoveAt(0);
        org.Shop.Orders.RemoveAt(0);
        org.Shop.Products.RemoveAt(0);
        org.Shop.Inventory.RemoveAt(0);
        await using var undisturbed = org.Copy();
        foreach (var (page, ids) in org.Shop.Deleted) undisturbed.Shop.Deleted[page] = ids;
        await undisturbed.SyncAsync();
        (await undisturbed.AllAsync("products")).Count.ShouldBe(org.Shop.Products.Count - 1); // one was never taken
        for (var commit = 1; await KilledAsync(org, commit, true) is { } killed; commit++)
        {
            await using var again = killed;
            foreach (var (page, ids) in org.Shop.Deleted) again.Shop.Deleted[page] = ids;
            again.Time.Advance(TimeSpan.FromSeconds(31));
            await again.SyncAsync();
            (await Snapshot.OfAsync(again)).ShouldEqual(await Snapshot.OfAsync(undisturbed), $"commit {commit}");
        }
    }

    [Fact]
    public async Task Given_deleted_ids_beyond_the_limit_When_a_read_is_gone_on_with_Then_they_are_heard_again_until_they_are_approved()
    {
        await using var org = await GivenAsync();
        org.Shop.Faults[PosStream.Products] = new StreamFault(2);
        await org.RunAsync();
        org.Shop.Faults.Clear();
        var ids = org.Shop.Products.Take(14).Select(p => p.Id).ToArray();
        org.Shop.Deleted[(PosStream.Products, 2)] = ids;

        var held = (await org.RunAsync()).Runs[0].Streams[PosStream.Products];

        (held.Status, held.HeldDeletes).ShouldBe((StreamStatus.Held, 14));
        org.Shop.Asked.Clear();
        var approved = (await org.RunAsync(new RunOptions { ApproveDeletes = true })).Runs[0].Streams[PosStream.Products];
        (approved.Status, approved.Deleted).ShouldBe((StreamStatus.Complete, 14));
        org.Shop.Asked.Single(a => a.Stream == PosStream.Products).Cursor.ShouldBe("page:2");
        foreach (var id in ids) (await org.GetAsync("products", id)).ShouldBeNull();
        (await org.FindAsync("ledger", "main")).Has("progress").ShouldBeFalse();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Given_a_full_or_a_dry_run_When_it_reads_page_by_page_Then_it_leaves_no_note(bool full, bool dry)
    {
        await using var org = await GivenAsync();
        await org.SyncAsync();
        await ForgetCursorsAsync(org);
        var notes = 0;
        org.Store.BeforeCommit = writes =>
        {
            if (writes.Any(w => w.Path.ToString() == "ledger/main" && w.Body.Read().Has("progress"))) notes++;
            return Task.CompletedTask;
        };

        await org.RunAsync(new RunOptions { Full = full, DryRun = dry });

        notes.ShouldBe(0);
    }

    [Fact]
    public async Task Given_known_customers_who_change_on_several_pages_When_synced_with_notes_Then_what_derives_from_them_follows()
    {
        await using var org = await GivenAsync();
        await org.SyncAsync();
        await using var plain = org.Copy();
        plain.CheckpointEvery = TimeSpan.FromHours(1);
        foreach (var each in new[] { org, plain })
        {
            each.Shop.Resumable = false; // answers with all again
            for (var i = 0; i < each.Shop.Customers.Count; i += 2) each.Shop.Customers[i] = each.Shop.Customers[i] with { Email = $"new{i}@example.com", LoyaltyPoints = 700 };
        }

        org.Shop.Resumable = true;
        await ForgetCursorsAsync(org);
        await org.SyncAsync();
        await plain.SyncAsync();

        (await Snapshot.OfAsync(org)).ShouldEqual(await Snapshot.OfAsync(plain));
        await Addition.CheckAsync(org, "changed");
    }

    /// <summary>So that the next read brings all again, page by page, though it is no full run.</summary>
    private static Task ForgetCursorsAsync(TestOrg org) => org.Tenant().CommitAsync(
        [DocumentWrite.Merge(new DocumentPath("ledger", "main"), DocumentBody.Build(w => w.Map("cursors", _ => { })))]);

    private static string IdOf(TestOrg org, PosStream stream) => stream switch
    {
        PosStream.Customers => org.Shop.Customers[0].Id,
        PosStream.Orders => org.Shop.Orders[0].Id,
        PosStream.Products => org.Shop.Products[0].Id,
        _ => org.Shop.Inventory[0].Id,
    };

    private static async Task<TestOrg> GivenAsync()
    {
        var org = await TestOrg.OpenAsync();
        org.Store.Limits = TestOrg.Small;
        org.CheckpointEvery = TimeSpan.Zero;
        org.Shop.Resumable = true;
        org.Shop.PageSize = 8;
        new RandomShop(org.Shop, 61, Make.Noon).Fill(30, 45, 20);
        for (var i = 0; i < 30; i += 3)
            org.Shop.Customers[i] = org.Shop.Customers[i] with { CreatedAt = Make.Noon.AddDays(-500 - i), LoyaltyPoints = i };
        for (var i = 0; i < 3; i++) org.Shop.Put(Make.Order($"n{i}", 10, customer: i == 0 ? org.Shop.Customers[0].Id : "nobody" + i.ToString(CultureInfo.InvariantCulture)));
        org.Shop.Put(Make.Product(new string('x', 1600)));
        return org;
    }

    private static async Task ShouldBeAsync(TestOrg org, TestOrg expected, string context)
    {
        (await Snapshot.OfAsync(org)).ShouldEqual(await Snapshot.OfAsync(expected), context);
        (await new Queries.TenantExport(org.Store).DigestAsync(TestOrg.Acme)).ShouldBe(await new Queries.TenantExport(expected.Store).DigestAsync(TestOrg.Acme), context);
        (await org.AllAsync("quarantine")).Count.ShouldBe((await expected.AllAsync("quarantine")).Count, context);
        (await org.FindAsync("ledger", "main")).Has("progress").ShouldBeFalse(context);
        await Addition.CheckAsync(org, context);
        org.Shop.Faults.Clear();
        org.Shop.Resumable = false; // everything comes again, and all of it is known
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0, context);
        org.Shop.Resumable = true;
    }

    /// <summary>Runs until a page other than a stream's first is asked for that no run was stopped at before; true where none was.</summary>
    private static async Task<bool> RunUntilANewPageAsync(TestOrg org, HashSet<(PosStream, int)> stoppedAt)
    {
        using var stop = new CancellationTokenSource();
        org.Shop.BeforePage = async (stream, page) =>
        {
            if (page == 0 || !stoppedAt.Add((stream, page))) return;
            await stop.CancelAsync();
            stop.Token.ThrowIfCancellationRequested();
        };
        try
        {
            await org.RunAsync(cancellation: stop.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            org.Time.Advance(TimeSpan.FromSeconds(31));
            return false;
        }
    }

    private static async Task<bool> RunKilledAsync(TestOrg org, int commit, bool afterEffect)
    {
        (org.Store.KillAt, org.Store.AfterEffect) = (commit, afterEffect);
        try
        {
            await org.RunAsync();
        }
        catch (KilledException)
        {
            // as it should be
        }

        return org.Store.Killed;
    }

    private static async Task<TestOrg?> KilledAsync(TestOrg origin, int commit, bool afterEffect)
    {
        var org = origin.Copy();
        foreach (var (page, ids) in origin.Shop.Deleted) org.Shop.Deleted[page] = ids;
        if (await RunKilledAsync(org, commit, afterEffect))
        {
            await org.Store.DisposeAsync();
            return org.Restart();
        }

        await org.DisposeAsync();
        return null;
    }
}
