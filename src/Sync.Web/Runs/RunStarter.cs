using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sync.Engine.Audit;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Web.Composition;
using Sync.Web.Cron;

namespace Sync.Web.Runs;

/// <summary>Starts runs that somebody asks for, and lets them go on when the asking is over. What became of each is logged.</summary>
public sealed class RunStarter(SyncServices services, LiveRuns live, IHostApplicationLifetime lifetime, ILogger<RunStarter> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // a run of the schedule's may just be under way

    private const int MostTries = 60; // each waits for as long as patience lasts

    private readonly ConcurrentDictionary<(OrgId Org, RunOptions Options), byte> waiting = new();
    private readonly ConcurrentDictionary<OrgId, byte> starting = new();
    private readonly ConcurrentDictionary<OrgId, byte> trying = new();
    private readonly ConcurrentDictionary<Task, OrgId> goingOn = new();

    /// <summary>
    /// Starts one; what becomes of it, <see cref="LiveRuns"/> says, and the run's record. False where one of the org goes on already,
    /// be it in this process or another; one that writes nothing minds only those of this process.
    /// </summary>
    public async Task<bool> TryStartAsync(OrgId org, RunOptions options, Actor by, CancellationToken cancellation = default)
    {
        if (!starting.TryAdd(org, 0)) return false; // of several at once one looks and begins; the others are told that it does
        try
        {
            if (!await IsFreeAsync(org, options, cancellation) || live.Find(org) is { Outcome: null }) return false;
            Keep(org, GoOnAsync(org, options, by));
            return true;
        }
        finally
        {
            starting.TryRemove(org, out _);
        }
    }

    /// <summary>
    /// Starts one now, or by itself as soon as the org's run that goes on has ended, be it in this process or another. What is asked
    /// for again while it waits is asked for once.
    /// </summary>
    /// <returns>Whether it has begun already.</returns>
    public async Task<bool> StartWhenFreeAsync(OrgId org, RunOptions options, Actor by, CancellationToken cancellation = default)
    {
        var free = await IsFreeAsync(org, options, cancellation);
        var waits = (org, options);
        if (!waiting.TryAdd(waits, 0)) return false;
        free &= live.Find(org) is not { Outcome: null };
        Keep(org, GoOnAfterAsync(waits, by));
        return free;
    }

    /// <summary>What goes on and has not ended, with whose it is. Once the service is being stopped, each ends as soon as it has come to a safe point.</summary>
    internal IReadOnlyList<KeyValuePair<Task, OrgId>> GoingOn => goingOn.ToArray(); // its own, under its locks: [..] leaves gaps for what ends meanwhile

    /// <summary>Keeps something of an org's that goes on by itself until it has ended, so that the service does not end before it.</summary>
    internal void Keep(OrgId org, Task run)
    {
        goingOn.TryAdd(run, org);
        _ = run.ContinueWith(ended => goingOn.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task<bool> IsFreeAsync(OrgId org, RunOptions options, CancellationToken cancellation) =>
        live.Find(org) is not { Outcome: null } && (options.DryRun || await services.Runner.FindElsewhereAsync(services.Store.OpenTenant(org), cancellation) is null);

    private async Task GoOnAfterAsync((OrgId Org, RunOptions Options) waits, Actor by)
    {
        try
        {
            for (var attempt = 0; attempt < MostTries; attempt++)
                if (await OnceFreeAsync(waits, by) is not { AlreadyRunning: true }) return;
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The service is being stopped; the next run reads what is new, and the days that wait to be read again.
        }
        finally
        {
            waiting.TryRemove(waits, out _);
        }
    }

    private async Task<OrgOutcome?> OnceFreeAsync((OrgId Org, RunOptions Options) waits, Actor by)
    {
        while (live.Find(waits.Org) is { Outcome: null })
            await foreach (var run in live.FollowAsync(waits.Org, lifetime.ApplicationStopping))
                if (run.Outcome is not null) break;
        waiting.TryRemove(waits, out _); // what is asked for from now on this run may be too late for
        return await RunAsync(waits.Org, waits.Options, by);
    }

    private async Task GoOnAsync(OrgId org, RunOptions options, Actor by)
    {
        try
        {
            await RunAsync(org, options, by);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The service is being stopped; the run ended at a safe point, and whoever watches was told.
        }
    }

    /// <summary>Runs one that writes nothing to its end. Null, at once, where a run of the org goes on in this process: a POS is not asked twice at a time.</summary>
    /// <param name="org">Whose.</param>
    /// <param name="options">What.</param>
    /// <param name="by">Who asks for it.</param>
    /// <param name="begun">What is done first once it is sure that it runs.</param>
    public async Task<OrgOutcome?> TryDryAsync(OrgId org, RunOptions options, Actor by, Func<Task> begun)
    {
        if (!await IsFreeAsync(org, options, CancellationToken.None) || !trying.TryAdd(org, 0)) return null;
        try
        {
            await begun();
            return await RunAsync(org, options, by) ?? new OrgOutcome(org, null, "There was nothing to read.");
        }
        finally
        {
            trying.TryRemove(org, out _);
        }
    }

    /// <summary>Runs one to its end.</summary>
    public async Task<OrgOutcome?> RunAsync(OrgId org, RunOptions options, Actor by)
    {
        var outcome = await live.WatchAsync(org, by.Name, progress =>
            new AllOrgsRunner(services.Orgs, services.Runner, services.Store).RunOneAsync(org, options with { Wait = Patience }, lifetime.ApplicationStopping, progress), options.DryRun);
        if (outcome is not null) CronLog.Write(log, outcome);
        return outcome;
    }
}
