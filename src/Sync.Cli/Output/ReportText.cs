using System.Globalization;
using System.Text;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Cli.Output;

/// <summary>Prints what runs did, for people.</summary>
internal static class ReportText
{
    public static void Print(OrgReport report, bool dryRun)
    {
        foreach (var run in report.Runs) Print(run, report.Runs.Count > 1);
        var price = PriceList.PerMonth(report.Store);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(dryRun ? "Dry run: nothing was written. " : "")}store: {report.Store.Reads:N0} reads, {report.Store.Writes:N0} writes, {report.Store.Deletes:N0} deletes (${price:0.00} a month on Firestore if every run were like this); {report.Runs.Sum(r => r.Requests):N0} requests; {report.Duration.TotalSeconds:0.0} s"));
    }

    public static void Print(OrgOutcome outcome) => Console.WriteLine(outcome.Report is { } report
        ? string.Create(CultureInfo.InvariantCulture, $"{outcome.Org}: {report.Result.ToString().ToLowerInvariant()}, {report.Store.Writes:N0} writes, {report.Duration.TotalSeconds:0.0} s")
        : $"{outcome.Org}: {outcome.Error}");

    /// <summary>The first documents of a dry run, as they would be stored.</summary>
    public static void PrintPreview(OrgReport report)
    {
        foreach (var (path, body) in report.Runs.SelectMany(r => r.Preview).OrderBy(p => p.Path.Collection, StringComparer.Ordinal))
            Console.WriteLine($"{path}\n  {Encoding.UTF8.GetString(PlainJson.Of(body, new HashSet<string>()))}");
    }

    private static void Print(RunReport run, bool named)
    {
        if (named) Console.WriteLine($"{run.Connection} ({run.Connector})");
        if (run.Range is { } range) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  orders of {range.From:yyyy-MM-dd} to {range.To:yyyy-MM-dd}, which waited to be read again"));
        if (run.Error is not null) Console.WriteLine($"  failed: {run.Error}");
        if (run.Reconnect is not null) Console.WriteLine($"  reconnect needed: {run.ReconnectBy?.Text}");
        if (NothingChanged(run)) Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {run.Connection}: nothing changed; {run.Streams.Values.Sum(s => s.Read):N0} records were looked at{(run.NextRunAt is { } next ? $"; the next run is due at {next:yyyy-MM-dd HH:mm}Z" : "")}"));
        foreach (var (stream, s) in run.Streams.Where(s => s.Value.Read > 0 || s.Value.Status != StreamStatus.Complete || s.Value.Deleted > 0 || s.Value.Warnings.Count > 0))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {stream.ToString().ToLowerInvariant(),-10} {s.Status.ToString().ToLowerInvariant(),-10} read {s.Read:N0}, created {s.Created:N0}, updated {s.Updated:N0}, unchanged {s.Unchanged:N0}, deleted {s.Deleted:N0}{Extra(s)}"));
            if (s.Error is not null) Console.WriteLine($"             {s.Error}");
            foreach (var warning in s.Warnings) Console.WriteLine($"             note: {warning}");
        }

        foreach (var (stream, id, reason) in run.Named.Take(10)) Console.WriteLine($"  {stream.ToString().ToLowerInvariant()} '{id}': {reason}");
        if (run.Named.Count > 10) Console.WriteLine($"  … {run.Named.Count - 10} more in the run's record");
        if (run.RepairedDerived > 0) Console.WriteLine($"  {run.RepairedDerived:N0} derived documents put right");
    }

    // A sale of nobody known counts as skipped, new or not: what was written tells.
    private static bool NothingChanged(RunReport run) => run is { Result: RunResult.Done, RepairedDerived: 0, MatchedLater: 0, Preview.Count: 0 }
        && run.Streams.Values.All(s => s is { Created: 0, Updated: 0, Deleted: 0, Repaired: 0 })
        && (!run.Store.TryGetValue("unmatched_orders", out var aside) || aside.Writes == 0);

    private static string Extra(StreamReport s)
    {
        var parts = s.Skipped.Select(k => string.Create(CultureInfo.InvariantCulture, $", skipped {k.Value:N0} ({k.Key})")).ToList();
        if (s.Quarantined > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $", quarantined {s.Quarantined:N0}"));
        if (s.Repaired > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $", repaired {s.Repaired:N0}"));
        if (s.Unbalanced > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $", unbalanced {s.Unbalanced:N0}"));
        return string.Concat(parts);
    }
}
