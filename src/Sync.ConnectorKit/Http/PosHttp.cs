namespace Sync.ConnectorKit.Http;

/// <summary>
/// Sends requests to a POS: at most so many at once, each with a deadline, tried again on 429, 5xx, a cut connection and a
/// truncated body, and counted.
/// </summary>
public sealed class PosHttp : IDisposable
{
    private readonly HttpClient client;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim inFlight;

    /// <summary>A sender for one connection.</summary>
    /// <param name="client">What carries the requests; its connections are reused.</param>
    /// <param name="budget">How many requests may be under way.</param>
    /// <param name="time">The clock; also for the waits between tries.</param>
    /// <param name="meter">Where requests are counted.</param>
    public PosHttp(HttpClient client, RateBudget budget, TimeProvider time, RequestMeter meter)
    {
        this.client = client;
        this.time = time;
        Meter = meter;
        inFlight = new SemaphoreSlim(budget.InFlight);
    }

    /// <summary>What has been asked so far.</summary>
    public RequestMeter Meter { get; }

    /// <inheritdoc />
    public void Dispose() => inFlight.Dispose();
}
