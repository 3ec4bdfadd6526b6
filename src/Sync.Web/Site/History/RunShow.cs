using System.Text.Json;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Store;
using Sync.Web.Access;

namespace Sync.Web.Site.History;

/// <summary>Turns remembered runs into what pages show.</summary>
internal static class RunShow
{
    private const int LongestValue = 300;
    private static readonly HashSet<string> Costs = [.. RunSight.CostFields];
    private static readonly HashSet<string> None = [];

    public static RunRowModel Row(SiteContext site, RunEntry run, IReadOnlyDictionary<string, string> names) =>
        new(site.Address("/history/" + Uri.EscapeDataString(run.Id)), Times.Minute(site.Settings!, run.StartedAt), names.GetValueOrDefault(run.Connection, run.Connection), RunWords.Of(run))
        {
            Kind = RunWords.Kind(run),
            Duration = Times.Length(run.Duration),
            Changes = RunWords.Changes(run),
            Requests = RunWords.Number(run.Requests),
            Waited = Times.Length(run.Waited),
            Operations = RunWords.Number(run.Operations.Reads + run.Operations.Writes + run.Operations.Deletes),
            Price = RunWords.Price(run.Price),
        };

    public static RunModel Whole(SiteContext site, RunEntry run, IReadOnlyDictionary<string, string> names, RunSight sight) => new(site, Row(site, run, names))
    {
        Facts = [.. Facts(site, run)],
        Error = run.Error,
        Streams = [.. run.Streams.Select(s => new RunStreamModel(RunWords.Name(s.Key), RunWords.Of(s.Value.Status), RunWords.CountsOf(s.Value))
        {
            Error = s.Value.Error,
            Warnings = [.. Warnings(s.Value)],
            Skips = [.. s.Value.Skipped.Select(k => $"{RunWords.Number(k.Value)} {RunWords.Reason(k.Key)}")],
            Named = [.. run.Named.Where(n => n.Stream == s.Key).Select(n => (n.Id, n.Reason))],
            NotStored = Which(run.Named.Count(n => n.Stream == s.Key), s.Value.NotStored),
        })],
        Samples = [.. run.Samples.Select(s => Sample(s, sight.Costs))],
        Store = [.. run.Store.Select(o => (o.Key, RunWords.Number(o.Value.Reads), RunWords.Number(o.Value.Writes), RunWords.Number(o.Value.Deletes), RunWords.Price(PriceList.Of(o.Value))))],
        Technical = [.. sight.Technical ? Technical(run) : []],
    };

    /// <summary>A sample's fields as JSON; without costs for those who may not see them.</summary>
    public static byte[] Json(DocumentBody body, bool costs) => PlainJson.Of(body, costs ? None : Costs);

    private static string Which(int named, long all) => named < all ? $"the first {RunWords.Number(named)} of {RunWords.Number(all)}" : RunWords.Number(named);

    private static IEnumerable<(string, string)> Facts(SiteContext site, RunEntry run)
    {
        yield return ("Began", Times.Second(site.Settings!, run.StartedAt));
        yield return ("Took", Times.Length(run.Duration));
        if (run.Range is { } range) yield return ("Days read again", $"{range.From:yyyy-MM-dd} to {range.To:yyyy-MM-dd}");
        yield return ("Changes", RunWords.Changes(run));
        yield return ("Requests to the POS", RunWords.Number(run.Requests) + (run.Throttled > 0 ? $", {RunWords.Number(run.Throttled)} answered with \"too many requests\"" : ""));
        yield return ("Waited for its limits", Times.Length(run.Waited) + (run.Waited > TimeSpan.Zero ? ", all requests together" : ""));
        yield return ("Store operations", RunWords.Operations(run.Operations));
        yield return ("Price", RunWords.Price(run.Price) + " at Firestore's list price");
        if (run.MatchedLater > 0) yield return ("Sales that found their customer", RunWords.Number(run.MatchedLater));
        if (run.RepairedDerived > 0) yield return ("Derived documents put right", RunWords.Number(run.RepairedDerived));
    }

    private static IEnumerable<string> Warnings(StreamEntry s)
    {
        foreach (var warning in s.Warnings) yield return warning;
        if (s.HeldDeletes > 0) yield return $"{RunWords.Number(s.HeldDeletes)} records would have been deleted, more than the limit of the settings: approve or reject it on the status page.";
        if (s.KeptDeletes > 0) yield return $"{RunWords.Number(s.KeptDeletes)} records that the POS has no longer stay, since their removal was rejected.";
        if (s.Repaired > 0) yield return $"{RunWords.Number(s.Repaired)} documents that somebody else had changed or removed were put right.";
        if (s.Quarantined > 0) yield return $"{RunWords.Number(s.Quarantined)} records were rejected by the database; below stands which and why. They are tried again when they change.";
        if (s.Unbalanced > 0) yield return $"{RunWords.Number(s.Unbalanced)} orders do not add up to the total that the POS states; its total is kept.";
    }

    private static IEnumerable<(string, string)> Technical(RunEntry run)
    {
        if (run.ErrorDetail is { } whole) yield return ("The run", whole);
        foreach (var (stream, s) in run.Streams)
            if (s.ErrorDetail is { } detail) yield return (RunWords.Name(stream), detail);
    }

    private static RunSampleModel Sample(RecordSample sample, bool costs)
    {
        var (before, after) = (FieldsOf(sample.Before, costs), FieldsOf(sample.After, costs));
        var word = sample.Kind switch { SampleKind.Created => "New", SampleKind.Deleted => "Deleted", _ => "Changed" };
        return new RunSampleModel($"{word}: {sample.Path}",
            [.. before.Keys.Union(after.Keys).Order(StringComparer.Ordinal).Select(f => (f, before.GetValueOrDefault(f, ""), after.GetValueOrDefault(f, "")))]);
    }

    private static Dictionary<string, string> FieldsOf(DocumentBody? body, bool costs)
    {
        if (body is not { } fields) return [];
        using var json = JsonDocument.Parse(Json(fields, costs));
        return json.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => Short(p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString()! : p.Value.GetRawText()));
    }

    private static string Short(string text) => text.Length <= LongestValue ? text : text[..LongestValue] + "…";
}
