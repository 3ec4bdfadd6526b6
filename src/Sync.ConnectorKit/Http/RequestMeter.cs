namespace Sync.ConnectorKit.Http;

/// <summary>Counts what was asked of a POS. Safe to use from several threads.</summary>
public sealed class RequestMeter
{
    private long requests;
    private long throttled;
    private long waitedTicks;

    /// <summary>Requests sent, retries included.</summary>
    public long Requests => Interlocked.Read(ref requests);

    /// <summary>Answers that said "too many requests".</summary>
    public long Throttled => Interlocked.Read(ref throttled);

    /// <summary>Time spent waiting because of rate limits.</summary>
    public TimeSpan Waited => TimeSpan.FromTicks(Interlocked.Read(ref waitedTicks));

    /// <summary>Counts a request.</summary>
    public void CountRequest() => Interlocked.Increment(ref requests);

    /// <summary>Counts a wait that keeps us within the POS's rate.</summary>
    public void CountWait(TimeSpan wait) => Interlocked.Add(ref waitedTicks, wait.Ticks);

    /// <summary>Counts an answer that said "too many requests", and the wait that follows.</summary>
    public void CountThrottle(TimeSpan wait)
    {
        Interlocked.Increment(ref throttled);
        Interlocked.Add(ref waitedTicks, wait.Ticks);
    }
}
