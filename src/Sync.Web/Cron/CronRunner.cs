using Microsoft.Extensions.Logging;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Web.Composition;
using Sync.Web.Runs;

namespace Sync.Web.Cron;

/// <summary>What the clock asks for, be it Cloud Scheduler or the process's own: every org synced, once a week in full, and logged.</summary>
public sealed class CronRunner(SyncServices services, LiveRuns live, ILogger<CronRunner> log)
{
    private static readonly RunOptions Options = new() { FullEvery = TimeSpan.FromDays(7) };
    private static readonly RunOptions OnlyHinted = new() { OnlyHinted = true };

    private static readonly TimeSpan AfterLease = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private const string Schedule = "the schedule";

    private readonly AllOrgsRunner orgs = new(services.Orgs, services.Runner, services.Store);

    /// <summary>Syncs every org that has an active connection, several at a time; the outcomes in order of org.</summary>
    /// <exception cref="Store.StoreException">The orgs cannot be listed.</exception>
    public Task<IReadOnlyList<OrgOutcome>> RunAllAsync(CancellationToken cancellation) => RunAllAsync(Options, cancellation);

    /// <summary>
    /// The same after a start: whoever ran an org before may have been killed, and then its lease ends soon. What was cut off, such as
    /// the removal of a connection, goes on as soon as it has, and not at the next half hour.
    /// </summary>
    /// <exception cref="Store.StoreException">The orgs cannot be listed.</exception>
    public Task<IReadOnlyList<OrgOutcome>> RunAllAfterStartAsync(CancellationToken cancellation)
    {
        var wait = services.Settings.Lease + AfterLease;
        return RunAllAsync(Options with { Wait = wait < LongestWait ? wait : LongestWait }, cancellation);
    }

    private Task<IReadOnlyList<OrgOutcome>> RunAllAsync(RunOptions options, CancellationToken cancellation) =>
        orgs.RunAsync(options, outcome => CronLog.Write(log, outcome), cancellation, (org, run) => live.WatchAsync(org, Schedule, run));

    /// <summary>Reads what webhooks told of, of every org; those of which nothing is told are left out.</summary>
    /// <exception cref="Store.StoreException">The orgs cannot be listed.</exception>
    public Task<IReadOnlyList<OrgOutcome>> RunHintedAsync(CancellationToken cancellation) =>
        orgs.RunAsync(OnlyHinted, outcome => CronLog.Write(log, outcome), cancellation);

    /// <summary>Syncs one org; null where it has no active connection.</summary>
    public async Task<OrgOutcome?> RunOneAsync(OrgId org, CancellationToken cancellation)
    {
        var outcome = await live.WatchAsync(org, Schedule, progress => orgs.RunOneAsync(org, Options, cancellation, progress));
        if (outcome is not null) CronLog.Write(log, outcome);
        return outcome;
    }
}
