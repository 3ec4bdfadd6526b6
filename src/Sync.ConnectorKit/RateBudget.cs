namespace Sync.ConnectorKit;

/// <summary>How fast a connection may ask its POS.</summary>
/// <param name="InFlight">Requests under way at once.</param>
public sealed record RateBudget(int InFlight)
{
    /// <summary>Requests a second in the long run; null where no limit is known.</summary>
    public double? PerSecond { get; init; }

    /// <summary>How many may go at once after a pause; at least 1. Means something with <see cref="PerSecond"/> only.</summary>
    public int Burst { get; init; } = 1;
}
