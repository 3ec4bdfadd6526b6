using Microsoft.Extensions.Logging.Abstractions;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Web.Cron;

namespace Sync.Web.Tests;

/// <summary>The clock of the embedded service.</summary>
public sealed class ScheduleTests
{
    private readonly List<string> beats = [];

    [Fact]
    public async Task GivenAServiceThatStarts_WhenTimePasses_ThenItSyncsSoonAndThenOnEveryHalfHour()
    {
        var time = new WatchedTime("2026-03-01T12:10:00Z");
        using var schedule = Schedule(time, () => Task.CompletedTask);
        await schedule.StartAsync(CancellationToken.None);
        await time.WaitBegunAsync();
        beats.ShouldBeEmpty();

        foreach (var (step, expected) in new[] { ("0:00:05", 1), ("0:19:54", 1), ("0:00:01", 2), ("0:29:59", 2), ("0:00:01", 3) })
        {
            var before = beats.Count;
            time.Advance(TimeSpan.Parse(step, null));
            if (expected > before) await time.WaitBegunAsync();
            beats.Count.ShouldBe(expected, step);
        }

        await schedule.StopAsync(CancellationToken.None);
        beats.ShouldBe(["12:10:05", "12:30:00", "13:00:00"]);
    }

    [Fact]
    public async Task GivenASyncThatTakesLong_WhenBeatsPassMeanwhile_ThenTheyComeUntilSeveralAreNotOver()
    {
        var time = new WatchedTime("2026-03-01T12:00:00Z");
        var end = new TaskCompletionSource();
        using var schedule = Schedule(time, () => end.Task);
        await schedule.StartAsync(CancellationToken.None);
        await time.WaitBegunAsync();
        time.Advance(SyncSchedule.FirstAfter);
        for (var beat = 1; beat <= SyncSchedule.MostAtOnce + 2; beat++)
        {
            await time.WaitBegunAsync();
            beats.Count.ShouldBe(Math.Min(beat, SyncSchedule.MostAtOnce));
            time.Advance(HalfHours.Until(time.GetUtcNow()));
        }

        await time.WaitBegunAsync();
        end.SetResult();
        time.Advance(HalfHours.Until(time.GetUtcNow()));
        await time.WaitBegunAsync();

        await schedule.StopAsync(CancellationToken.None);
        beats.Count.ShouldBe(SyncSchedule.MostAtOnce + 1);
        beats[..3].ShouldBe(["12:00:05", "12:30:00", "13:00:00"]);
    }

    [Fact]
    public async Task GivenOneOrgWhosePosIsSlow_WhenTheNextBeatComes_ThenTheOthersAreSyncedAndThatOneGoesOn()
    {
        await using var slow = await Shops.OpenAsync();
        await using var quick = await Shops.OpenAsync();
        var time = new WatchedTime(TimeProvider.System.GetUtcNow().ToString("O", null));
        await using var service = await Service.StartAsync(secret: null, time, schedule: true);
        await time.WaitBegunAsync();
        await service.ConnectAsync("slow", slow);
        await service.ConnectAsync("quick", quick);
        using var hold = new ManualResetEventSlim();
        slow.Faults.Add(new Fault { Path = "/orders", Kind = FaultKind.Before, Times = 1, Before = () => hold.Wait(TimeSpan.FromSeconds(60)) });
        time.Advance(SyncSchedule.FirstAfter);
        // Its record is written just before it lets go of the org: the next beat must not come in between.
        await Eventually.TrueAsync(() => service.Live.Find(OrgId.Parse("quick")) is { Outcome: not null }, "the quick one's first run has ended");

        time.Advance(HalfHours.Until(time.GetUtcNow()));
        await Eventually.TrueAsync(async () => await service.RunsAsync("quick") == 2, "it is synced again");

        hold.Set();
        await Eventually.TrueAsync(async () => await service.RunsAsync("slow") > 0, "the slow one is synced too");
    }

    [Fact]
    public async Task GivenASyncThatFails_WhenTheNextBeatComes_ThenItIsTriedAgain()
    {
        var time = new WatchedTime("2026-03-01T12:00:00Z");
        using var schedule = Schedule(time, () => throw new InvalidOperationException("the store is away"));
        await schedule.StartAsync(CancellationToken.None);
        for (var beat = 0; beat < 3; beat++)
        {
            await time.WaitBegunAsync();
            beats.Count.ShouldBe(beat);
            time.Advance(TimeSpan.FromMinutes(30));
        }

        await time.WaitBegunAsync();
        beats.Count.ShouldBe(3);
        await schedule.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("12:00:00", "12:30:00")]
    [InlineData("12:29:00", "12:30:00")]
    [InlineData("12:29:55", "12:30:00")] // who starts just before the beat is told of it, and gets it
    [InlineData("12:29:59.9", "13:00:00")] // a timer that ended a moment early: this beat has just been
    [InlineData("12:30:00.1", "13:00:00")]
    [InlineData("23:45:00", "1.00:00:00")]
    public void GivenATimeOfDay_WhenTheNextBeatIsSought_ThenItIsTheHalfHourAfterIt(string now, string next)
    {
        var day = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var at = day + TimeSpan.Parse(now, null);
        (at + HalfHours.Until(at)).ShouldBe(day + TimeSpan.Parse(next, null));
    }

    [Fact]
    public async Task GivenAServiceWithASchedule_WhenItStarts_ThenItSyncsWithoutBeingAsked()
    {
        await using var pos = await Shops.OpenAsync();
        var time = new WatchedTime(TimeProvider.System.GetUtcNow().ToString("O", null));
        await using var service = await Service.StartAsync(secret: null, time, schedule: true);
        await time.WaitBegunAsync();
        await service.ConnectAsync("a", pos);
        (await service.RunsAsync("a")).ShouldBe(0);
        time.Advance(SyncSchedule.FirstAfter);
        await Eventually.TrueAsync(async () => await service.RunsAsync("a") == 1, "the run is on record");
    }

    private SyncSchedule Schedule(TimeProvider time, Func<Task> work)
    {
        return new SyncSchedule(Beat, Beat, time, NullLogger<SyncSchedule>.Instance);
        async Task Beat(CancellationToken cancellation)
        {
            beats.Add(time.GetUtcNow().ToString("HH:mm:ss", null));
            await work();
        }
    }
}
