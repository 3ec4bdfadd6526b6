namespace Sync.Model;

/// <summary>Randomness for waits, so that many who were refused at once do not come back at once.</summary>
public static class Jitter
{
    /// <summary>Numbers from 0 up to 1, for several threads.</summary>
    /// <param name="seed">The same numbers for the same seed; null takes one from the clock.</param>
    /// <param name="time">The clock.</param>
    public static Func<double> From(int? seed, TimeProvider time)
    {
        var (gate, random) = (new Lock(), new Random(seed ?? unchecked((int)time.GetTimestamp())));
        return () =>
        {
            lock (gate) return random.NextDouble();
        };
    }
}
