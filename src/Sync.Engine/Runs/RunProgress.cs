namespace Sync.Engine.Runs;

/// <summary>How far a run has come.</summary>
/// <param name="Connection">Which connection.</param>
/// <param name="Stage">What it is doing, such as <c>customers</c> or <c>spending</c>.</param>
/// <param name="Done">Records so far.</param>
/// <param name="Expected">Records in all; null where nobody knows.</param>
public sealed record RunProgress(string Connection, string Stage, long Done, long? Expected)
{
    /// <summary>Of orders: the earliest of the store's days that this run has reached so far; null where it has reached none.</summary>
    public DateOnly? OldestDay { get; init; }

    /// <summary>Whether it is the connection's first import, whose orders have never been read to their end.</summary>
    public bool FirstImport { get; init; }

    /// <summary>Of orders in a first import: how much is done by the days that were reached, 0 to 1; an estimate. Null where the days do not tell.</summary>
    public double? ShareByDays { get; init; }

    /// <summary>Of orders in a first import: how long was spent reading them, over all runs; null in others.</summary>
    public TimeSpan? Reading { get; init; }

    /// <summary>When the first import began, perhaps in an earlier run; null in other runs.</summary>
    public DateTimeOffset? ImportStartedAt { get; init; }
}
