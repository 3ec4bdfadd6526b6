using Sync.Engine.Connections;

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

    /// <summary>Make the run a full one where the last full one is so long ago; null never does.</summary>
    public TimeSpan? FullEvery { get; init; }

    /// <summary>Only what webhooks told of; connections that nothing is told of are left alone.</summary>
    public bool OnlyHinted { get; init; }

    /// <summary>
    /// Only this connection, whose data somebody has brought (a file); null for all that are saved. A connection that cannot be
    /// read on a schedule is read only so; in other runs just what time moves is looked after.
    /// </summary>
    public Connection? Brought { get; init; }
}
