namespace Sync.Connectors.Toast;

/// <summary>Lets so much time pass between two requests for past orders, whichever stream makes them.</summary>
internal sealed class HistoryPace(TimeSpan between, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly long origin = time.GetTimestamp();
    private TimeSpan next;

    /// <summary>Waits for this request's turn.</summary>
    public Task WaitAsync(CancellationToken cancellation)
    {
        TimeSpan wait;
        lock (gate)
        {
            var now = time.GetElapsedTime(origin);
            if (next < now) next = now;
            wait = next - now;
            next += between;
        }

        // A timer counts whole milliseconds.
        return wait > TimeSpan.Zero ? Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), time, cancellation) : Task.CompletedTask;
    }
}
