using Sync.ConnectorKit;
using Sync.Engine.Leases;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Store;

namespace Sync.Engine.Tests;

/// <summary>A run says in the org's lease how far it has come, for whoever watches from another process.</summary>
public sealed class RunToldElsewhereTests
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(0.5);

    [Fact]
    public async Task Given_somebody_who_watches_from_another_process_When_a_run_gets_on_Then_they_see_how_far_it_is_and_that_it_ends()
    {
        await using var org = await GivenAsync();
        await WatchAsync(org);
        var reports = new List<RunProgress>();
        RunElsewhere? seen = null;
        org.Shop.BeforePage = async (stream, page) =>
        {
            if (stream != PosStream.Orders || page != 1) return;
            org.Time.Advance(LeaseNews.LooksEvery);
            seen = await SeenAsync(org);
        };

        var report = await org.Runner("one", tellsEvery: Every).RunAsync(TestOrg.Acme, new RunOptions(), new Told(reports));

        report.Result.ShouldBe(RunResult.Done);
        var run = seen.ShouldNotBeNull().Run.ShouldNotBeNull();
        run.StartedAt.ShouldBe(Make.Noon);
        run.Since.Keys.ShouldBe(["main"]);
        lock (reports)
            foreach (var stage in run.Stages) reports.ShouldContain(stage with { ShareByDays = null, Reading = null }, "what is told elsewhere was told here");
        (await NowAsync(org)).ShouldBeNull();
    }

    [Fact]
    public async Task Given_nobody_who_watches_When_a_run_takes_seconds_Then_it_says_nothing_and_pays_a_look_a_second()
    {
        await using var org = await GivenAsync();
        await using var silent = await GivenAsync();
        foreach (var one in new[] { org, silent })
        {
            one.Shop.BeforePage = async (stream, page) =>
            {
                if (stream != PosStream.Orders || page != 1) return;
                for (var i = 0; i < 8; i++)
                {
                    one.Time.Advance(Every);
                    await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System); // a look is a read of its own
                }
            };
        }

        var told = await org.Runner("one", tellsEvery: Every).RunAsync(TestOrg.Acme, new RunOptions());
        var untold = await silent.Runner("one").RunAsync(TestOrg.Acme, new RunOptions());

        told.Store.Writes.ShouldBe(untold.Store.Writes);
        (told.Store.Reads - untold.Store.Reads).ShouldBeInRange(1, 4);
    }

    [Fact]
    public async Task Given_a_store_that_takes_no_word_for_a_while_When_a_run_is_watched_Then_it_goes_on_and_says_it_later()
    {
        await using var org = await GivenAsync();
        await WatchAsync(org);
        var refused = 0;
        RunElsewhere? seen = null;
        org.Store.BeforeCommit = writes =>
            writes.Any(w => w.Path == new DocumentPath("leases", "sync") && writes[0].Kind == WriteKind.Verify) && Interlocked.Increment(ref refused) == 1
                ? throw new StoreException(StoreFailure.Unavailable, "Away.")
                : Task.CompletedTask;
        org.Shop.BeforePage = async (stream, page) =>
        {
            if (stream != PosStream.Orders || page != 1) return;
            org.Time.Advance(LeaseNews.LooksEvery);
            for (var i = 0; i < 200 && Volatile.Read(ref refused) == 0; i++) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            (await NowAsync(org)).ShouldNotBeNull().Run.ShouldBeNull();
            seen = await SeenAsync(org);
        };

        (await org.Runner("one", tellsEvery: Every).RunAsync(TestOrg.Acme, new RunOptions())).Result.ShouldBe(RunResult.Done);

        refused.ShouldBeGreaterThan(1);
        seen.ShouldNotBeNull();
    }

    [Fact]
    public async Task Given_a_word_of_somebody_who_watches_from_a_clock_far_ahead_When_a_run_looks_Then_it_does_not_count()
    {
        await using var org = await GivenAsync();
        org.Time.SetWallClock(Make.Noon.AddDays(3));
        await WatchAsync(org);
        org.Time.SetWallClock(Make.Noon);

        (await LeaseWatch.UntilAsync(org.Tenant(), org.Time, CancellationToken.None)).ShouldBeNull();
        await WatchAsync(org);
        (await LeaseWatch.UntilAsync(org.Tenant(), org.Time, CancellationToken.None)).ShouldBe(Make.Noon + LeaseWatch.Lasts);
        org.Time.Advance(LeaseWatch.Lasts);
        (await LeaseWatch.UntilAsync(org.Tenant(), org.Time, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public void Given_all_that_a_stage_tells_When_it_is_written_and_read_Then_it_is_the_same()
    {
        var run = new RunStages(Make.Noon)
            .After(new RunProgress("main", "customers", 12, 40), Make.Noon.AddSeconds(1))
            .After(new RunProgress("main", "orders", 7, null)
            {
                FirstImport = true,
                ImportStartedAt = Make.Noon.AddHours(-1),
                OldestDay = new DateOnly(2026, 3, 9),
                Reading = TimeSpan.FromSeconds(90),
                ShareByDays = 0.4321,
            }, Make.Noon.AddSeconds(2))
            .After(new RunProgress("main", "customers", 40, 40), Make.Noon.AddSeconds(4));

        run.Stages.Select(s => (s.Connection, s.Stage, s.Done)).ShouldBe([("main", "customers", 40), ("main", "orders", 7)]);
        var again = Written(run);
        again.StartedAt.ShouldBe(run.StartedAt);
        again.Stages.ShouldBe(run.Stages);
        again.Since.ShouldBe([new("main", Make.Noon.AddSeconds(1))]);
        var later = Written(run.After(new RunProgress("other", "customers", 1, null), Make.Noon.AddSeconds(5)));
        later.Stages.ShouldHaveSingleItem("what is over is not told again").Connection.ShouldBe("other");
        later.Since.ShouldBe([new("other", Make.Noon.AddSeconds(5))]);
    }

    private static RunStages Written(RunStages run) => RunStages.From(DocumentBody.Build(w => w.Map("run", run.Write)).Read().Map("run")).ShouldNotBeNull();

    private static Task WatchAsync(TestOrg org) => org.Runner("another").WatchElsewhereAsync(org.Tenant());

    private static Task<RunElsewhere?> NowAsync(TestOrg org) => org.Runner("another").FindElsewhereAsync(org.Tenant());

    // It is said beside the run, at ticks of its clock.
    private static async Task<RunElsewhere?> SeenAsync(TestOrg org)
    {
        for (var i = 0; i < 40; i++)
        {
            if (await NowAsync(org) is { Run.Stages.Count: > 0 } found) return found;
            org.Time.Advance(Every);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        return null;
    }

    private static async Task<TestOrg> GivenAsync()
    {
        var org = await TestOrg.OpenAsync();
        new RandomShop(org.Shop, 61, Make.Noon).Fill(30, 60, 10);
        return org;
    }

    private sealed class Told(List<RunProgress> all) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            lock (all) all.Add(value with { ShareByDays = null, Reading = null });
        }
    }
}
