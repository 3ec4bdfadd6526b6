using Sync.ConnectorKit.OAuth;
using Sync.Model;

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

    /// <summary>
    /// How often a run notes how far it has come, of a POS that lets a read be gone on with; default 5 s, since each note costs
    /// writes. Zero notes it after each page, and then asks for no page before the one before it is stored.
    /// </summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often a run says how far it has come, for whoever watches from another process, while somebody does; null, the default,
    /// never says it, and spares the look each second whether somebody watches.
    /// </summary>
    public TimeSpan? TellsEvery { get; init; }

    /// <summary>The apps that the operator has registered at POS systems, by connector; default none.</summary>
    public IReadOnlyDictionary<string, AppCredentials> Apps { get; init; } = new Dictionary<string, AppCredentials>();

    /// <summary>How the owner of a connection (org, connector, connection) connects again; null where nobody says.</summary>
    public Func<OrgId, string, string, ReconnectWay>? ReconnectBy { get; init; }

    /// <summary>How long a run's record is kept; default 30 days.</summary>
    public TimeSpan KeepRuns { get; init; } = TimeSpan.FromDays(30);
}
