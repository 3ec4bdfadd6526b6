using Sync.TestKit;

namespace Sync.Web.Tests;

/// <summary>A clock that stands still, and says when somebody begins to wait.</summary>
internal sealed class WatchedTime(string start) : TimeProvider
{
    private readonly FakeTime clock = new(start);
    private readonly SemaphoreSlim waits = new(0);

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = clock.CreateTimer(callback, state, dueTime, period);
        waits.Release();
        return timer;
    }

    public void Advance(TimeSpan by) => clock.Advance(by);

    /// <summary>Returns once the next wait has begun.</summary>
    public async Task WaitBegunAsync() => (await waits.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue("somebody should be waiting");
}
