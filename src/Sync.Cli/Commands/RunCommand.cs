using System.CommandLine;
using Sync.Cli.Output;
using Sync.Engine.Audit;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Web.Composition;

namespace Sync.Cli.Commands;

/// <summary><c>run</c>: syncs one org or all of them.</summary>
internal static class RunCommand
{
    private const double LongestWait = 7 * 24 * 3600; // more than any run takes, and no number of seconds too large for a time

    /// <summary>How long to wait for another run.</summary>
    public static Option<double> Wait() => Shared.Number("--wait", 0.0, "Wait so many seconds for another run of the org to end.");

    /// <summary>The same as a time.</summary>
    public static TimeSpan WaitOf(double seconds) => TimeSpan.FromSeconds(Math.Min(seconds, LongestWait));

    public static Command Create()
    {
        var org = new Argument<string?>("ORG") { Arity = ArgumentArity.ZeroOrOne, Description = "The org's id." };
        var all = new Option<bool>("--all") { Description = "Every org that has a connection." };
        var full = new Option<bool>("--full") { Description = "Trust neither ledger nor cursor: compare with what is really stored, and repair it." };
        var dry = new Option<bool>("--dry-run") { Description = "Say what would be written, and write nothing." };
        var approve = new Option<bool>("--approve-deletes") { Description = "Carry out removals beyond the org's limit." };
        var wait = Wait();
        var json = Shared.Json();
        var command = new Command("run", "Syncs an org with its POS.") { org, all, full, dry, approve, wait, json };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var options = new RunOptions
            {
                Full = parsed.GetValue(full),
                DryRun = parsed.GetValue(dry),
                ApproveDeletes = parsed.GetValue(approve),
                Wait = WaitOf(parsed.GetValue(wait)),
            };
            var one = parsed.GetValue(org);
            if (parsed.GetValue(all) == one is not null) throw new FormatException("Name one org, or say --all.");
            // A usual one decides nothing, and its record says what it did; a clock may ask for it every half hour.
            if (options.Full || options.ApproveDeletes || options.DryRun) options = options with { By = Actor.Operator };
            return one is not null
                ? await RunOneAsync(services, OrgId.Parse(one), options, parsed.GetValue(json), cancellation)
                : await RunAllAsync(services, options, parsed.GetValue(json), cancellation);
        }, cancellation, parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunOneAsync(SyncServices services, OrgId org, RunOptions options, bool json, CancellationToken cancellation)
    {
        using var progress = new ConsoleProgress(services.Time);
        var report = await services.Runner.RunAsync(org, options, progress, cancellation);
        progress.Dispose();
        if (json) ReportJson.Print(report);
        else ReportText.Print(report, options.DryRun);
        return CodeOf(report.Result);
    }

    private static async Task<int> RunAllAsync(SyncServices services, RunOptions options, bool json, CancellationToken cancellation)
    {
        var started = services.Time.GetTimestamp();
        var outcomes = await new AllOrgsRunner(services.Orgs, services.Runner, services.Store).RunAsync(options, cancellation: cancellation);
        if (json) ReportJson.Print(outcomes, services.Time.GetElapsedTime(started));
        else foreach (var outcome in outcomes) ReportText.Print(outcome);
        return CodeOf(outcomes);
    }

    // An org that another process is syncing is in good hands: that is no failure, but where it is so of all, nothing was done.
    private static int CodeOf(IReadOnlyList<OrgOutcome> outcomes)
    {
        if (outcomes.Count > 0 && outcomes.All(o => o.AlreadyRunning)) return ExitCode.Refused;
        return outcomes.Where(o => !o.AlreadyRunning)
            .Select(o => o.Report is { } report ? CodeOf(report.Result) : ExitCode.Failed)
            .DefaultIfEmpty(ExitCode.Done).Max();
    }

    public static int CodeOf(RunResult result) => result switch
    {
        RunResult.Done => ExitCode.Done,
        RunResult.Partial => ExitCode.Partial,
        _ => ExitCode.Failed,
    };
}
