using Sync.ConnectorKit;
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
    /// <param name="streams">The streams of a connection, by its id; those of a connection that is gone are empty.</param>
    /// <param name="first">Whether nothing was ever read to its end before.</param>
    /// <param name="now">Now.</param>
    public static LiveModel Of(LiveRun? run, Func<string, IReadOnlyList<PosStream>> streams, bool first, DateTimeOffset now)
    {
        if (run is null) return Nothing;
        var id = run.StartedAt.UtcTicks.ToString("x", System.Globalization.CultureInfo.InvariantCulture);
        if (run.Outcome is not null) return new LiveModel(id, false, "") { Dry = run.Dry };
        var percent = run.Stages.Count == 0 ? null : Percent(run.Stages[^1].Connection, run.Stages, streams(run.Stages[^1].Connection));
        var name = run.Dry ? "Trying without writing" : first ? "Importing" : "Syncing";
        return new LiveModel(id, true, percent is { } p ? $"{name}: {p} %" : name + "…")
        {
            First = first,
            Dry = run.Dry,
            Percent = percent,
            Left = percent is >= LeastToTell and var done ? ShopTime.Left((now - run.StartedAt) * (100 - done) / done) : null,
            Lines = [.. run.Stages.Select(Line)],
        };
    }

    private static int? Percent(string connection, IReadOnlyList<RunProgress> stages, IReadOnlyList<PosStream> streams)
    {
        var names = streams.Select(s => s.ToString().ToLowerInvariant()).ToList();
        var own = stages.Where(s => s.Connection == connection && names.Contains(s.Stage)).ToList();
        if (own.Count == 0 || own.Any(s => s.Expected is null or 0)) return null;
        var all = names.Sum(WeightOf);
        var done = own.Sum(s => WeightOf(s.Stage) * Math.Min(1.0, (double)s.Done / s.Expected!.Value));
        return (int)Math.Min(99, 100 * done / all);
    }

    private static int WeightOf(string stage) => Weights.GetValueOrDefault(stage, 10);

    private static string Line(RunProgress stage)
    {
        var what = stage.Stage == "inventory" ? "stock" : stage.Stage;
        if (stage is { Done: 0, Expected: null }) return $"{stage.Connection}, {what}…";
        return stage.Expected is { } all
            ? $"{stage.Connection}, {what}: {ShopTime.Number(stage.Done)} of {ShopTime.Number(all)}"
            : $"{stage.Connection}, {what}: {ShopTime.Number(stage.Done)} so far";
    }
}
