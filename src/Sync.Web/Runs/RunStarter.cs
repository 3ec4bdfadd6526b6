using Microsoft.Extensions.Hosting;
using Sync.Engine.Audit;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Web.Composition;

namespace Sync.Web.Runs;

/// <summary>Starts runs that somebody asks for, and lets them go on when the asking is over.</summary>
public sealed class RunStarter(SyncServices services, LiveRuns live, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // a run of the schedule's may just be under way

    /// <summary>Starts one; what becomes of it, <see cref="LiveRuns"/> says, and the run's record. False where one of the org goes on already.</summary>
    public bool TryStart(OrgId org, RunOptions options, Actor by)
    {
        if (live.Find(org) is { Outcome: null }) return false;
        _ = GoOnAsync(org, options, by);
        return true;
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

    /// <summary>Runs one to its end.</summary>
    public Task<OrgOutcome?> RunAsync(OrgId org, RunOptions options, Actor by) => live.WatchAsync(org, by.Name, progress =>
        new AllOrgsRunner(services.Orgs, services.Runner, services.Store).RunOneAsync(org, options with { Wait = Patience }, lifetime.ApplicationStopping, progress), options.DryRun);
}
