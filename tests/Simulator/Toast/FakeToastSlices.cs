namespace Sync.Simulator.Toast;

/// <summary>A limit by fixed slices of a second: what one slice did not use is lost to the next.</summary>
/// <param name="perSecond">How many requests a slice takes.</param>
/// <param name="time">The clock.</param>
internal sealed class FakeToastSlices(int perSecond, TimeProvider time)
{
    private readonly Lock gate = new();
    private long slice;
    private int used;
    private int admitted;
    private DateTimeOffset first;
    private DateTimeOffset last;

    /// <summary>How many requests it refused.</summary>
    public int Refused { get; private set; }

    /// <summary>Of the rate, how much was asked for from the first request to the last; null where too few came to tell.</summary>
    public double? Share
    {
        get { lock (gate) return admitted > 5 * perSecond ? (admitted - 1) / (perSecond * (last - first).TotalSeconds) : null; }
    }

    /// <summary>Whether one more request is within the rate.</summary>
    public bool Admits()
    {
        lock (gate)
        {
            last = time.GetUtcNow();
            if (admitted == 0) first = last;
            if (last.ToUnixTimeSeconds() is var now && now != slice) (slice, used) = (now, 0);
            if (used >= perSecond)
            {
                Refused++;
                return false;
            }

            (used, admitted) = (used + 1, admitted + 1);
            return true;
        }
    }
}
