namespace Sync.Simulator.Kit;

/// <summary>A bucket of requests that fills at a rate: what is taken from an empty one is refused.</summary>
public sealed class FakeThrottle(double perSecond, int burst, TimeProvider time)
{
    private readonly Lock gate = new();
    private double tokens = burst;
    private long last = time.GetTimestamp();

    /// <summary>How many requests it refused.</summary>
    public int Refused { get; private set; }

    /// <summary>Whether one more request is within the rate.</summary>
    public bool Admits()
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            tokens = Math.Min(burst, tokens + time.GetElapsedTime(last, now).TotalSeconds * perSecond);
            last = now;
            if (tokens >= 1 - 1e-9)
            {
                tokens--;
                return true;
            }

            Refused++;
            return false;
        }
    }
}
