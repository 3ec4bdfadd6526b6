using Sync.ConnectorKit;
using Sync.Engine.Leases;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

public sealed class LeaseTests
{
    [Fact]
    public async Task Given_a_run_under_way_When_another_starts_Then_it_is_refused_with_holder_and_end()
    {
        await using var org = await GivenAsync();
        LeaseHeldException? refused = null;
        org.Shop.BeforePage = async (stream, page) =>
        {
            if (stream == PosStream.Customers && page == 0)
                refused = await Should.ThrowAsync<LeaseHeldException>(() => org.Runner("second").RunAsync(TestOrg.Acme, new RunOptions()));
        };

        var report = await org.Runner("first").RunAsync(TestOrg.Acme, new RunOptions());

        report.Result.ShouldBe(RunResult.Done);
        refused.ShouldNotBeNull().Holder.ShouldBe("first");
        refused.Until.ShouldBe(Make.Noon.AddSeconds(30));
        refused.Message.ShouldContain("2026-11-20T12:00:30Z");
    }

    [Fact]
    public async Task Given_a_lease_of_half_a_second_When_another_starts_Then_it_is_refused_all_the_same()
    {
        await using var org = await GivenAsync();
        LeaseHeldException? refused = null;
        var half = TimeSpan.FromSeconds(0.5);
        org.Shop.BeforePage = async (stream, page) =>
        {
            if (stream == PosStream.Customers && page == 0)
                refused = await Should.ThrowAsync<LeaseHeldException>(() => org.Runner("second", lease: half).RunAsync(TestOrg.Acme, new RunOptions()));
        };

        (await org.Runner("first", lease: half).RunAsync(TestOrg.Acme, new RunOptions())).Result.ShouldBe(RunResult.Done);

        refused.ShouldNotBeNull().Until.ShouldBe(Make.Noon + half);
    }

    [Fact]
    public async Task Given_a_run_under_way_When_another_waits_Then_it_runs_afterwards()
    {
        await using var org = await GivenAsync();
        Task<OrgReport>? second = null;
        org.Shop.BeforePage = async (stream, page) =>
        {
            if (second is not null || stream != PosStream.Orders) return;
            second = org.Runner("second").RunAsync(TestOrg.Acme, new RunOptions { Wait = TimeSpan.FromSeconds(20) });
            await Task.Yield();
        };
        await org.Runner("first").RunAsync(TestOrg.Acme, new RunOptions());

        for (var i = 0; i < 200 && !second!.IsCompleted; i++)
        {
            org.Time.Advance(TimeSpan.FromSeconds(0.5));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        (await second!).Result.ShouldBe(RunResult.Done);
    }

    [Fact]
    public async Task Given_two_that_take_the_lease_at_the_same_instant_in_one_process_When_both_have_read_Then_one_alone_gets_it()
    {
        await using var org = await GivenAsync();
        var waiting = 0;
        var bothRead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        org.Store.AfterRead = paths =>
        {
            if (paths.Count != 2 || paths[0].Collection != "leases") return Task.CompletedTask;
            if (Interlocked.Increment(ref waiting) == 2) bothRead.SetResult();
            return bothRead.Task;
        };
        var inside = 0;
        var most = 0;
        org.Shop.BeforePage = async (stream, _) =>
        {
            if (stream != PosStream.Products) return;
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System);
            Interlocked.Decrement(ref inside);
        };
        var runs = new[] { 1, 2 }.Select(_ => Task.Run(() => org.Runner("one process").RunAsync(TestOrg.Acme, new RunOptions()))).ToList();

        await Task.WhenAll(runs.Select(r => r.ContinueWith(_ => { }, TaskScheduler.Default)));

        runs.Count(r => r.IsCompletedSuccessfully).ShouldBe(1);
        runs.Single(r => r.IsFaulted).Exception!.InnerException.ShouldBeOfType<LeaseHeldException>();
        most.ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_holder_who_slept_through_a_takeover_When_it_wakes_Then_it_can_write_nothing_more()
    {
        await using var org = await GivenAsync();
        await using var other = await TestOrg.OpenAsync(); // its own shop, to compare with
        other.Shop.Become(org.Shop);
        await other.SyncAsync();
        var expected = await Snapshot.OfAsync(other);
        long commitsOfTheSleeper = 0;
        org.Shop.BeforePage = async (stream, page) =>
        {
            if (stream != PosStream.Orders || page != 1) return;
            org.Shop.BeforePage = null;
            // A sleeping process renews nothing: its timers stand still while the other's clock goes on.
            org.Time.SetWallClock(Make.Noon.AddSeconds(31));
            (await org.Runner("second").RunAsync(TestOrg.Acme, new RunOptions())).Result.ShouldBe(RunResult.Done);
            commitsOfTheSleeper = org.Store.Commits;
        };

        await Should.ThrowAsync<LeaseLostException>(() => org.Runner("sleeper").RunAsync(TestOrg.Acme, new RunOptions()));

        commitsOfTheSleeper.ShouldBeGreaterThan(0);
        (await Snapshot.OfAsync(org)).ShouldEqual(expected);
        (await org.AllAsync("runs")).Count.ShouldBe(1);
        (await org.SyncAsync()).Streams.Values.ShouldAllBe(s => s.Created + s.Updated + s.Deleted == 0);
    }

    [Fact]
    public async Task Given_a_long_run_When_it_renews_its_lease_Then_nobody_takes_it_over()
    {
        await using var org = await GivenAsync();
        org.Shop.BeforePage = async (stream, page) =>
        {
            if (stream != PosStream.Orders || page != 0) return;
            for (var i = 0; i < 12; i++)
            {
                org.Time.Advance(TimeSpan.FromSeconds(10));
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System); // the renewal is a commit of its own
            }

            await Should.ThrowAsync<LeaseHeldException>(() => org.Runner("second").RunAsync(TestOrg.Acme, new RunOptions()));
        };

        (await org.Runner("first").RunAsync(TestOrg.Acme, new RunOptions())).Result.ShouldBe(RunResult.Done);
    }

    [Fact]
    public async Task Given_a_clock_that_steps_back_When_in_mid_run_and_between_runs_Then_all_goes_on()
    {
        await using var org = await GivenAsync();
        org.Shop.BeforePage = (stream, page) =>
        {
            if (stream == PosStream.Orders && page == 0) org.Time.SetWallClock(Make.Noon.AddDays(-3));
            return Task.CompletedTask;
        };

        var run = await org.SyncAsync();

        run.Duration.ShouldBe(TimeSpan.Zero);
        org.Shop.BeforePage = null;
        org.Time.SetWallClock(Make.Noon.AddDays(-30));
        org.Shop.Put(Make.Order("later", 3, "a1@example.com"));
        (await org.SyncAsync()).Streams[PosStream.Orders].Read.ShouldBe(61);
        await Addition.CheckAsync(org, "clock");
    }

    [Fact]
    public async Task Given_a_lease_from_a_clock_far_ahead_When_the_clock_is_right_again_Then_it_does_not_lock_the_org_for_days()
    {
        await using var org = await GivenAsync();
        org.Time.SetWallClock(Make.Noon.AddDays(5));
        org.Store.KillAt = org.Store.Commits + 2;
        await Should.ThrowAsync<KilledException>(() => org.RunAsync());
        await using var restarted = org.Restart();
        restarted.Time.SetWallClock(Make.Noon);

        (await restarted.RunAsync()).Result.ShouldBe(RunResult.Done);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_a_renewal_under_way_When_the_run_gives_the_lease_back_before_it_arrives_Then_the_next_run_finds_it_free(bool answerIsLost)
    {
        await using var org = await GivenAsync();
        var (held, letGo) = (new TaskCompletionSource(), new TaskCompletionSource());
        org.Store.BeforeCommit = async writes =>
        {
            if (writes.Any(w => w.Path.Collection == "sync_status"))
            {
                // The run's last commit, which gives the lease back, goes before the renewal does.
                _ = Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System).ContinueWith(_ => letGo.SetResult(), TaskScheduler.Default);
                return;
            }

            if (writes.Count != 2 || writes[1].Path.Collection != "leases" || writes[0].Kind != Store.WriteKind.Verify || held.Task.IsCompleted) return;
            held.SetResult();
            await letGo.Task;
            if (!answerIsLost) return;
            await org.Restart().Tenant().CommitAsync(writes);
            throw new Store.StoreException(Store.StoreFailure.Unavailable, "The answer was lost.");
        };
        org.Shop.BeforePage = async (stream, page) =>
        {
            if (stream != PosStream.Orders || page != 0) return;
            org.Time.Advance(TimeSpan.FromSeconds(10));
            await held.Task.WaitAsync(TimeSpan.FromSeconds(30));
        };

        (await org.Runner("first").RunAsync(TestOrg.Acme, new RunOptions())).Result.ShouldBe(RunResult.Done);

        letGo.Task.IsCompleted.ShouldBeTrue();
        (org.Store.BeforeCommit, org.Shop.BeforePage) = (null, null);
        (await org.Runner("second").RunAsync(TestOrg.Acme, new RunOptions())).Result.ShouldBe(RunResult.Done);
    }

    private static async Task<TestOrg> GivenAsync()
    {
        var org = await TestOrg.OpenAsync();
        new RandomShop(org.Shop, 61, Make.Noon).Fill(30, 60, 10);
        return org;
    }
}
