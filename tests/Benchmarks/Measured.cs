namespace Sync.Benchmarks;

/// <summary>What a process did and cost.</summary>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="Output">What it printed on stdout.</param>
internal sealed record Measured(double Seconds, string Output);
