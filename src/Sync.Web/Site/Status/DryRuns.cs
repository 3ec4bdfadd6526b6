using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Store;
using Sync.Web.Access;
using Sync.Web.Runs;
using Sync.Web.Site.Connect;
using Sync.Web.Site.History;

namespace Sync.Web.Site.Status;

/// <summary>What a dry run has found, for its page.</summary>
internal static class DryRuns
{
    private const int MostDocuments = 20;
    private static readonly HashSet<string> None = [];
    private static readonly HashSet<string> Costs = ["cost", "batchCost"];
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="site">The page.</param>
    /// <param name="run">The dry run; null where there was none.</param>
    public static DryRunModel Of(SiteContext site, LiveRun? run)
    {
        if (run is null) return new DryRunModel(site);
        if (run.Outcome is not { } outcome) return new DryRunModel(site) { Running = true };
        if (outcome.Report is not { } report) return new DryRunModel(site) { Wrong = outcome.Error ?? "The dry run could not be made." };
        return new DryRunModel(site) { Connections = [.. report.Runs.Select(r => Connection(r, site.Scope!))] };
    }

    private static DryRunConnection Connection(RunReport run, OrgScope scope) => new(run.Connection)
    {
        Wrong = run.Error,
        Streams = [.. run.Streams.Select(s => Stream(s.Key, s.Value))],
        // Who may start a sync need not be one who may read what it brings.
        Documents = scope.May(Permission.ReadData) ? [.. run.Preview.Take(MostDocuments).Select(p => (p.Path.ToString(), Pretty(p.Body, scope.May(Permission.ReadCosts))))] : [],
    };

    // What would wait is not removed, and what was cut short is no whole: a number alone would say otherwise.
    private static DryRunStream Stream(PosStream stream, StreamReport report) => new(
        ConnectorFacts.NameOf(stream), RunWords.Of(report.Status),
        [.. new[] { report.Created, report.Updated, report.Unchanged, report.Deleted, report.HeldDeletes }.Select(ShopTime.Number)])
    {
        Wrong = report.Error,
        Warnings = [.. Warnings(report)],
    };

    private static IEnumerable<string> Warnings(StreamReport report)
    {
        foreach (var warning in report.Warnings) yield return warning;
        if (report.KeptDeletes > 0) yield return $"{ShopTime.Number(report.KeptDeletes)} are gone at the POS and stay, as was decided.";
        foreach (var (reason, count) in report.Skipped) yield return $"{ShopTime.Number(count)} {RunWords.Reason(reason)}";
    }

    private static string Pretty(DocumentBody body, bool costs)
    {
        using var json = JsonDocument.Parse(PlainJson.Of(body, costs ? None : Costs));
        using var bytes = new MemoryStream();
        using (var w = new Utf8JsonWriter(bytes, Options)) json.WriteTo(w);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
