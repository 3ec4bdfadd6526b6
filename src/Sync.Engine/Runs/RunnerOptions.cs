namespace Sync.Engine.Runs;

/// <summary>How runs are taken on this machine.</summary>
public sealed record RunnerOptions
{
    /// <summary>How long a lease lasts unless it is renewed; default 30 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Who runs, as others are told; unique to this process.</summary>
    public required string Holder { get; init; }

    /// <summary>How often the cron runs, for the next run's time in the status; default 30 minutes.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a run's record is kept; default 30 days.</summary>
    public TimeSpan KeepRuns { get; init; } = TimeSpan.FromDays(30);
}
