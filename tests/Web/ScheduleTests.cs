using Microsoft.Extensions.Logging.Abstractions;
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
    public async Task GivenASyncThatTakesLong_WhenBeatsPassMeanwhile_ThenTheyAreLeftOutAndNothingOverlaps()
    {
        var time = new WatchedTime("2026-03-01T12:00:00Z");
        var end = new TaskCompletionSource();
        using var schedule = Schedule(time, () => end.Task);
        await schedule.StartAsync(CancellationToken.None);
        await time.WaitBegunAsync();
        time.Advance(SyncSchedule.FirstAfter);
        await Eventually.TrueAsync(() => beats.Count == 1, "the first sync begins");

        time.Advance(TimeSpan.FromMinutes(70)); // 13:10: two beats have passed
        beats.Count.ShouldBe(1);
        end.SetResult();
        await time.WaitBegunAsync();
        time.Advance(TimeSpan.FromMinutes(20) - SyncSchedule.FirstAfter);
        await time.WaitBegunAsync();

        await schedule.StopAsync(CancellationToken.None);
        beats.ShouldBe(["12:00:05", "13:30:00"]);
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
