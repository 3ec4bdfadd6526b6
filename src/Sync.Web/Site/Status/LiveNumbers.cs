using System.Globalization;
using Sync.ConnectorKit;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Web.Runs;

namespace Sync.Web.Site.Status;

/// <summary>How far a run has come, in numbers and words.</summary>
internal static class LiveNumbers
{
    // Of all that a sync reads, orders are most; a share that leaps back is worse than one that is a little off.
    private static readonly Dictionary<string, int> Weights = new(StringComparer.Ordinal) { ["customers"] = 25, ["orders"] = 50, ["products"] = 15, ["inventory"] = 10 };
    private const int LeastToTell = 3;

    /// <summary>Nothing goes on.</summary>
    public static LiveModel Nothing { get; } = new("", false, "");

    /// <param name="run">The run; null where there was none.</param>
    /// <param name="connectors">The facts of a connection's POS, by its id; null for one that is gone.</param>
    /// <param name="now">Now.</param>
    public static LiveModel Of(LiveRun? run, Func<string, ConnectorDescriptor?> connectors, DateTimeOffset now)
    {
        if (run is null) return Nothing;
        var id = run.StartedAt.UtcTicks.ToString("x", CultureInfo.InvariantCulture);
        if (run.Outcome is not null) return new LiveModel(id, false, "") { Dry = run.Dry };
        var own = run.Stages is [.., { } last] ? run.Stages.Where(s => s.Connection == last.Connection).ToList() : [];
        var descriptor = own is [var stage, ..] ? connectors(stage.Connection) : null;
        var percent = descriptor is not null ? Percent(own, descriptor) : null;
        var first = own.Exists(s => s.FirstImport);
        var name = run.Dry ? "Trying without writing" : first ? "Importing" : "Syncing";
        var untold = descriptor is not null && own is [.., { Done: > 0 } reading] && StreamsOf(descriptor).Contains(reading.Stage) && ShareOf(reading) is null ? reading : null;
        return new LiveModel(id, true, TextOf(name, percent, own is [.., { Expected: null } open] && (open == untold || open.ShareByDays is not null), untold))
        {
            First = first,
            Dry = run.Dry,
            Percent = percent,
            Left = untold is not null ? $"{descriptor!.DisplayName} does not tell how many {What(untold)} there are." : LeftOf(own, percent, now - SinceOf(run, own)),
            Lines = [.. own.Select(Line)],
            Connection = own is [var any, ..] ? any.Connection : null,
        };
    }

    /// <param name="run">A run of another process.</param>
    /// <param name="connectors">The facts of a connection's POS, by its id; null for one that is gone.</param>
    /// <param name="coverage">How much of the past is there, of the connections that it may read: for a run that does not say how far it is.</param>
    /// <param name="now">Now.</param>
    public static LiveModel Of(RunElsewhere run, Func<string, ConnectorDescriptor?> connectors, IEnumerable<ConnectionCoverage> coverage, DateTimeOffset now)
    {
        var id = "e" + run.Id;
        if (run.Run is { Stages.Count: > 0 } told) return Of(new LiveRun(told.StartedAt, "") { Stages = told.Stages, Since = told.Since }, connectors, now) with { Run = id };
        // Connections are read one after another: the one that got on last is the one that is read.
        if (coverage.Where(c => c.Import is not null).MaxBy(c => c.Import!.At) is not { Import: { } import } of)
            return new LiveModel(id, true, "Syncing…") { Lines = ["Another process of this service does it."] };
        var orders = new RunProgress(of.Connection, "orders", import.Read, import.Expected) { OldestDay = of.OldestDay };
        var untold = import is { Percent: null, Read: > 0 } ? orders : null;
        return new LiveModel(id, true, TextOf("Importing", (int?)import.Percent, import.Estimated, untold))
        {
            First = true,
            Percent = (int?)import.Percent,
            Left = untold is not null ? "The POS does not tell how many orders there are." : import is { Percent: >= LeastToTell, TimeLeft: { } left } ? ShopTime.Left(left) : null,
            Lines = [Line(orders)],
            Connection = of.Connection,
        };
    }

    private static string TextOf(string name, int? percent, bool about, RunProgress? untold) =>
        percent is { } p ? $"{name}: {(about ? "about " : "")}{p} %"
        : untold is not null ? $"{name}: {ShopTime.Number(untold.Done)} {What(untold)} so far"
        : name + "…";

    // Of the stages that the POS is read in, all before the one that goes on are over. Where that one's share is not known, a first
    // import, which is watched for long, still shows what is over: it is that at least, and never leaps back. In another sync, of few
    // records of each, that would say nothing true.
    private static int? Percent(List<RunProgress> own, ConnectorDescriptor descriptor)
    {
        var names = StreamsOf(descriptor);
        var read = own.Where(s => names.Contains(s.Stage)).ToList();
        if (read is not [.., { } last]) return null;
        var over = read.SkipLast(1).Sum(s => WeightOf(s.Stage));
        var share = own[^1] == last ? ShareOf(last) : 1;
        if (share is null && (over == 0 || !last.FirstImport)) return null;
        return (int)Math.Min(99, 100 * (over + WeightOf(last.Stage) * (share ?? 0)) / names.Sum(WeightOf));
    }

    private static List<string> StreamsOf(ConnectorDescriptor descriptor) => [.. descriptor.Streams.Select(s => s.Stream.ToString().ToLowerInvariant())];

    private static double? ShareOf(RunProgress stage) =>
        stage.Expected is { } expected ? expected == 0 ? 1 : Math.Min(1.0, (double)stage.Done / expected) : stage.ShareByDays;

    // The percent is of the connection that is read now: what those before it took, or the wait for another run, is none of its speed.
    private static DateTimeOffset SinceOf(LiveRun run, List<RunProgress> own) =>
        own is [var first, ..] ? run.Since.GetValueOrDefault(first.Connection, run.StartedAt) : run.StartedAt;

    // A first import may have begun in an earlier run: what its orders took counts, and not this run alone.
    private static string? LeftOf(List<RunProgress> own, int? percent, TimeSpan spent)
    {
        if (percent is not (>= LeastToTell and var done)) return null;
        if (own is [.., { Reading: { TotalSeconds: >= 1 } reading } last] && ShareOf(last) is > 0 and var share) return ShopTime.Left(reading * (1 - share) / share);
        return ShopTime.Left(spent * (100 - done) / done);
    }

    private static int WeightOf(string stage) => Weights.GetValueOrDefault(stage, 10);

    private static string What(RunProgress stage) => stage.Stage == "inventory" ? "stock records" : stage.Stage;

    private static string Line(RunProgress stage)
    {
        var what = $"{stage.Connection}, {(stage.Stage == "inventory" ? "stock" : stage.Stage)}";
        if (stage is { Done: 0, Expected: null }) return what + "…";
        var far = stage.Expected is { } all ? $"{ShopTime.Number(stage.Done)} of {ShopTime.Number(all)}" : $"{ShopTime.Number(stage.Done)} so far";
        return $"{what}: {far}{(stage.OldestDay is { } day ? $", back to {ShopTime.Day(day)}" : "")}";
    }
}
