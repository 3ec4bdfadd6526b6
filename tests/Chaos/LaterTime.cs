namespace Sync.Chaos.Tests;

/// <summary>The real clock, some time on: leases that a killed process left have run out by it.</summary>
internal sealed class LaterTime(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
}
