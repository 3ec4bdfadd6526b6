namespace Sync.Simulator.Kit;

/// <summary>A bucket of requests that fills at a rate: what is taken from an empty one is refused.</summary>
public sealed class FakeThrottle(double perSecond, int burst, TimeProvider time)
{
    private readonly Lock gate = new();
    private double tokens = burst;
    private long last = time.GetTimestamp();
    private long first;
    private int admitted;

    /// <summary>How many requests it refused.</summary>
    public int Refused { get; private set; }

    /// <summary>Of the rate, how much was asked for from the first request to the last; null where too few came to tell. What may go at once after a pause is not counted for it.</summary>
    public double? Share
    {
        get { lock (gate) return admitted > 5 * burst ? (admitted - 1) / (perSecond * time.GetElapsedTime(first, last).TotalSeconds) : null; }
    }

    /// <summary>Whether one more request is within the rate.</summary>
    public bool Admits()
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            tokens = Math.Min(burst, tokens + time.GetElapsedTime(last, now).TotalSeconds * perSecond);
            last = now;
            if (admitted == 0) first = now;
            if (tokens >= 1 - 1e-9)
            {
                tokens--;
                admitted++;
                return true;
            }

            Refused++;
            return false;
        }
    }
}
