namespace Sync.ConnectorKit.Http;

/// <summary>
/// Spaces the requests of one connection so that its POS need not refuse any, and holds all of them back where it does:
/// one that was told to slow down speaks for the others.
/// </summary>
/// <param name="budget">How fast the POS lets us ask.</param>
/// <param name="time">The clock; also for the waits.</param>
/// <param name="meter">Where waits are counted.</param>
internal sealed class RequestPace(RateBudget budget, TimeProvider time, RequestMeter meter)
{
    // Two clocks never agree: asking a little slower than allowed keeps the POS's bucket from running dry.
    private const double Share = 0.95;

    private readonly Lock gate = new();
    private readonly long origin = time.GetTimestamp();
    private TimeSpan next; // when the request after the last one may go, were there no burst
    private TimeSpan pausedUntil;

    /// <summary>Waits for this request's turn.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellation)
    {
        if (budget.PerSecond is { } rate && Turn(rate) is { Ticks: > 0 } wait)
        {
            meter.CountWait(wait);
            await Task.Delay(wait, time, cancellation).ConfigureAwait(false);
        }

        while (Paused() is { Ticks: > 0 } pause)
        {
            meter.CountWait(pause);
            await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Holds back every request for a while: the POS said "too many".</summary>
    public void Pause(TimeSpan wait)
    {
        var until = Now + wait;
        lock (gate)
            if (until > pausedUntil) pausedUntil = until;
    }

    private TimeSpan Now => time.GetElapsedTime(origin);

    // The generic cell rate algorithm: each request moves the theoretical time of the next on by one interval.
    private TimeSpan Turn(double rate)
    {
        var interval = TimeSpan.FromSeconds(1 / (rate * Share));
        lock (gate)
        {
            var now = Now;
            if (next < now) next = now;
            var wait = next - interval * (budget.Burst - 1) - now;
            next += interval;
            return WholeMilliseconds(wait);
        }
    }

    private TimeSpan Paused()
    {
        lock (gate) return WholeMilliseconds(pausedUntil - Now);
    }

    // A timer counts whole ones: half of one would be no wait at all.
    private static TimeSpan WholeMilliseconds(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
}
