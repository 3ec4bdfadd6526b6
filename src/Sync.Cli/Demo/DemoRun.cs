using Sync.Cli.Output;
using Sync.Engine.Leases;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Web.Composition;

namespace Sync.Cli.Demo;

/// <summary>One of the demo's runs, shown as it goes on.</summary>
internal static class DemoRun
{
    // Of a demo that was killed nothing is left but its lease, which ends by itself; one that runs in another window is soon done.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs it; where the org is being synced by somebody else, says so and waits.</summary>
    /// <exception cref="LeaseHeldException">That one goes on for minutes.</exception>
    public static async Task<OrgReport> RunAsync(SyncServices services, OrgId org, RunOptions options, CancellationToken cancellation)
    {
        var report = await TryAsync(services, org, options, cancellation) ?? await ShownAsync(services, org, options with { Wait = Patience + services.Settings.Lease }, cancellation);
        ReportText.Print(report, false);
        return report;
    }

    private static async Task<OrgReport?> TryAsync(SyncServices services, OrgId org, RunOptions options, CancellationToken cancellation)
    {
        try
        {
            return await ShownAsync(services, org, options, cancellation);
        }
        catch (LeaseHeldException e)
        {
            Console.WriteLine($"{org} is being synced by {e.Holder}, or was when that was killed. Waiting for its end, at {e.Until:HH:mm:ss} UTC unless it goes on ...");
            return null;
        }
    }

    private static async Task<OrgReport> ShownAsync(SyncServices services, OrgId org, RunOptions options, CancellationToken cancellation)
    {
        using var progress = new ConsoleProgress(services.Time);
        return await services.Runner.RunAsync(org, options, progress, cancellation);
    }
}
