using System.Globalization;
using Sync.Store;

namespace Sync.Engine.Runs;

/// <summary>How far a run of an org has come, all its connections taken together.</summary>
/// <param name="StartedAt">When it began.</param>
public sealed record RunStages(DateTimeOffset StartedAt)
{
    /// <summary>How far each stage of each connection has come, in the order in which they began.</summary>
    public IReadOnlyList<RunProgress> Stages { get; init; } = [];

    /// <summary>When each connection's first stage was told of, by its id.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Since { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>The same once a stage has come further, or begun.</summary>
    public RunStages After(RunProgress told, DateTimeOffset now)
    {
        List<RunProgress> stages = [.. Stages];
        var at = stages.FindIndex(s => s.Connection == told.Connection && s.Stage == told.Stage);
        if (at < 0) stages.Add(told);
        else stages[at] = told;
        return this with { Stages = stages, Since = Since.ContainsKey(told.Connection) ? Since : new Dictionary<string, DateTimeOffset>(Since) { [told.Connection] = now } };
    }

    internal static RunStages? From(DocumentFields? fields) => fields is { } f && f.Time("startedAt") is { } startedAt
        ? new RunStages(startedAt)
        {
            Stages = [.. f.List("stages").Select(StageOf)],
            Since = f.List("since").Select(s => (Id: s.Text("connection") ?? "", At: s.Time("at") ?? startedAt)).DistinctBy(s => s.Id).ToDictionary(s => s.Id, s => s.At),
        }
        : null;

    /// <summary>Writes where it is now: the stages of the connection that is read. Those before are over, and there may be hundreds.</summary>
    internal void Write(DocumentBodyWriter w)
    {
        var now = Stages is [.., var last] ? last.Connection : "";
        w.List("since", Since.Where(s => s.Key == now), (s, one) =>
        {
            s.Time("at", one.Value);
            s.Text("connection", one.Key);
        });
        w.List("stages", Stages.Where(s => s.Connection == now), WriteStage);
        w.Time("startedAt", StartedAt);
    }

    private static void WriteStage(DocumentBodyWriter w, RunProgress stage)
    {
        w.Text("connection", stage.Connection);
        w.Number("done", stage.Done);
        if (stage.Expected is { } expected) w.Number("expected", expected);
        if (stage.FirstImport) w.Flag("firstImport", true);
        if (stage.ImportStartedAt is { } began) w.Time("importStartedAt", began);
        if (stage.OldestDay is { } day) w.Text("oldestDay", day.ToString("O", CultureInfo.InvariantCulture));
        if (stage.Reading is { } reading) w.Number("readingSeconds", (long)reading.TotalSeconds);
        if (stage.ShareByDays is { } share) w.Number("shareByDays", Math.Round((decimal)share, 4));
        w.Text("stage", stage.Stage);
    }

    private static RunProgress StageOf(DocumentFields f) => new(f.Text("connection") ?? "", f.Text("stage") ?? "", f.Integer("done") ?? 0, f.Integer("expected"))
    {
        FirstImport = f.Flag("firstImport") ?? false,
        ImportStartedAt = f.Time("importStartedAt"),
        OldestDay = DateOnly.TryParseExact(f.Text("oldestDay"), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
        Reading = f.Integer("readingSeconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        ShareByDays = (double?)f.Number("shareByDays"),
    };
}
