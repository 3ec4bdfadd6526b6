using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;

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

    /// <summary>Removals to carry out beyond the org's limit, by connection and stream; what else is held stays held.</summary>
    public IReadOnlyList<ApprovedDeletes> Approved { get; init; } = [];

    /// <summary>Only the connection of this id; null for all that are active.</summary>
    public string? Only { get; init; }

    /// <summary>
    /// Only this: one connection's orders of some days are read again, whatever the cursors say, compared with what is really
    /// stored, put right and counted again. Cursors stay where they are, and nothing outside of the days is touched.
    /// </summary>
    /// <exception cref="OrgException">The days begin before <see cref="OrderRange.First"/>, or end before they begin.</exception>
    public OrderRange? Again { get; init => field = value?.Checked(); }

    /// <summary>
    /// Only read the days again that wait for it at the connection of this id (<see cref="Connection.Waiting"/>); where none do any more,
    /// since another run was faster, nothing is read. Null for a run that does so after what else it reads.
    /// </summary>
    public string? OnlyWaiting { get; init; }

    /// <summary>Only finish removals of connections that were asked for; no POS is asked.</summary>
    public bool OnlyRemovals { get; init; }

    /// <summary>
    /// Who asks for it by hand: the audit log says so as soon as the run has its lease, or at once where it writes nothing. Null where nobody does, or where whoever
    /// starts it says it themselves.
    /// </summary>
    public Actor? By { get; init; }

    /// <summary>How long to wait for another run of the org to end; zero refuses at once.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Make the run a full one where the last whole one is so long ago, at most once a day while none becomes whole; null never does.</summary>
    public TimeSpan? FullEvery { get; init; }

    /// <summary>Only what webhooks told of; connections that nothing is told of are left alone.</summary>
    public bool OnlyHinted { get; init; }

    /// <summary>
    /// Only this connection, whose data somebody has brought (a file); null for all that are saved. A connection that cannot be
    /// read on a schedule is read only so; in other runs just what time moves is looked after.
    /// </summary>
    public Connection? Brought { get; init; }
}
