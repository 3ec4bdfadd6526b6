namespace Sync.Engine.Runs;

/// <summary>How a run is to go.</summary>
public sealed record RunOptions
{
    /// <summary>Trust neither ledger nor cursor: read everything and compare with what is really stored.</summary>
    public bool Full { get; init; }

    /// <summary>Find out what would be written, and write nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Carry out removals beyond the org's limit.</summary>
    public bool ApproveDeletes { get; init; }

    /// <summary>How long to wait for another run of the org to end; zero refuses at once.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Whether connections that the cron leaves alone (files) are run as well.</summary>
    public bool IncludeUnscheduled { get; init; } = true;

    /// <summary>Make the run a full one where the last full one is so long ago; null never does.</summary>
    public TimeSpan? FullEvery { get; init; }

    /// <summary>Only the connection of this id; null for all.</summary>
    public string? ConnectionId { get; init; }
}
