using System.Globalization;
using System.Security.Cryptography;
using Sync.Model;

namespace Sync.TestKit;

/// <summary>
/// A clock that stands still until a test moves it. With <c>autoAdvance</c> a wait ends at once and moves the clock by as
/// much, so that code that backs off runs at full speed and the test can read how long it would have waited. It says ids too,
/// each time the same ones in the same order.
/// </summary>
public sealed class FakeTime(DateTimeOffset start, bool autoAdvance = false) : TimeProvider, IIdSource
{
    private readonly Lock gate = new();
    private long ids;
    private readonly List<FakeTimer> timers = [];
    private DateTimeOffset now = start;
    private TimeSpan elapsed;

    public FakeTime(string start, bool autoAdvance = false)
        : this(DateTimeOffset.Parse(start, CultureInfo.InvariantCulture), autoAdvance) { }

    /// <summary>How far the clock was moved forward since the start.</summary>
    public TimeSpan Elapsed { get { lock (gate) return elapsed; } }

    public override DateTimeOffset GetUtcNow() { lock (gate) return now; }

    public override long GetTimestamp() { lock (gate) return elapsed.Ticks; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>A clock that shows the same and says the same ids next.</summary>
    public FakeTime Copy() { lock (gate) return new FakeTime(now) { ids = ids }; }

    public byte[] NextId(int bytes) => SHA256.HashData(BitConverter.GetBytes(Interlocked.Increment(ref ids)))[..bytes];

    /// <summary>Moves the clock forward and fires what is due.</summary>
    public void Advance(TimeSpan by)
    {
        List<FakeTimer> due;
        lock (gate)
        {
            now += by;
            elapsed += by;
            due = timers.Where(t => t.Due <= elapsed).OrderBy(t => t.Due).ToList();
            foreach (var timer in due) timer.Rearm(elapsed);
        }

        foreach (var timer in due) timer.Fire();
    }

    /// <summary>Sets the wall clock, backwards too; what has elapsed stays as it is.</summary>
    public void SetWallClock(DateTimeOffset to) { lock (gate) now = to; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class FakeTimer(FakeTime clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;

        public TimeSpan Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                period = newPeriod;
                Due = clock.elapsed + dueTime;
                clock.timers.Add(this);
            }

            // Periodic timers (a lease's renewal) only move with Advance; else they would spin.
            if (clock.auto && newPeriod == Timeout.InfiniteTimeSpan)
                ThreadPool.QueueUserWorkItem(_ => clock.AdvanceTo(this));
            return true;
        }

        public void Rearm(TimeSpan at)
        {
            if (period == Timeout.InfiniteTimeSpan || period == TimeSpan.Zero) clock.timers.Remove(this);
            else Due = at + period;
        }

        public void Fire() => callback(state);

        public void Dispose() { lock (clock.gate) clock.timers.Remove(this); }

        public ValueTask DisposeAsync() { Dispose(); return ValueTask.CompletedTask; }

    }

    private readonly bool auto = autoAdvance;

    private void AdvanceTo(FakeTimer timer)
    {
        TimeSpan by;
        lock (gate)
        {
            if (!timers.Contains(timer)) return;
            by = timer.Due > elapsed ? timer.Due - elapsed : TimeSpan.Zero;
        }

        Advance(by);
    }
}
