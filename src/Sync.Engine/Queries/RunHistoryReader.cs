using System.Globalization;
using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Engine.Streams;
using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>Reads a run out of its record.</summary>
internal static class RunHistoryReader
{
    public static RunEntry From(StoredDocument document, bool samples)
    {
        var f = document.Body.Read();
        return new RunEntry(
            document.Path.Id, f.Text("connection") ?? "", f.Text("connector") ?? "", f.Time("startedAt") ?? default,
            TimeSpan.FromSeconds((double)(f.Number("seconds") ?? 0)), Enum.TryParse<RunResult>(f.Text("result"), true, out var result) ? result : RunResult.Failed)
        {
            Full = f.Flag("full") ?? false,
            ByWebhooks = f.Flag("byWebhooks") ?? false,
            Unread = f.Flag("unread") ?? false,
            Range = f.Map("range") is { } range ? new OrderRange(f.Text("connection") ?? "", DayOf(range, "from"), DayOf(range, "to")) : null,
            Error = f.Text("error"),
            ErrorDetail = f.Text("errorDetail"),
            Streams = StreamsOf(f.Map("streams")),
            Requests = f.Integer("requests") ?? 0,
            Throttled = f.Integer("throttled") ?? 0,
            Waited = TimeSpan.FromSeconds((double)(f.Number("waitedSeconds") ?? 0)),
            Store = StoreOf(f.Map("store")),
            MatchedLater = f.Integer("matchedLater") ?? 0,
            RepairedDerived = f.Integer("repairedDerived") ?? 0,
            Named = [.. f.List("named").Select(n => new NamedRecord(StreamNamed(n.Text("stream")), n.Text("id") ?? "", n.Text("reason") ?? ""))],
            Samples = samples ? RunSamples.Read(f) : [],
        };
    }

    public static StreamEntry StreamOf(DocumentFields f) => new(Enum.TryParse<StreamStatus>(f.Text("status"), true, out var status) ? status : StreamStatus.Incomplete)
    {
        Read = f.Integer("read") ?? 0,
        Created = f.Integer("created") ?? 0,
        Updated = f.Integer("updated") ?? 0,
        Unchanged = f.Integer("unchanged") ?? 0,
        Deleted = f.Integer("deleted") ?? 0,
        HeldDeletes = f.Integer("heldDeletes") ?? 0,
        KeptDeletes = f.Integer("keptDeletes") ?? 0,
        Quarantined = f.Integer("quarantined") ?? 0,
        Repaired = f.Integer("repaired") ?? 0,
        Unbalanced = f.Integer("unbalanced") ?? 0,
        Skipped = f.Map("skipped") is { } skipped ? skipped.Names.ToDictionary(n => n, n => skipped.Integer(n) ?? 0) : [],
        Error = f.Text("error"),
        ErrorDetail = f.Text("errorDetail"),
        Warnings = [.. f.TextList("warnings")],
    };

    public static PosStream StreamNamed(string? name) => Enum.GetValues<PosStream>().FirstOrDefault(s => StreamLoop.NameOf(s) == name);

    private static DateOnly DayOf(DocumentFields f, string name) => DateOnly.ParseExact(f.Text(name)!, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static SortedDictionary<PosStream, StreamEntry> StreamsOf(DocumentFields? streams) =>
        new((streams?.Names ?? []).ToDictionary(n => StreamNamed(n), n => StreamOf(streams!.Value.Map(n)!.Value)));

    private static SortedDictionary<string, StoreOperations> StoreOf(DocumentFields? store) =>
        new((store?.Names ?? []).ToDictionary(n => n, n => OperationsOf(store!.Value.Map(n)!.Value)), StringComparer.Ordinal);

    private static StoreOperations OperationsOf(DocumentFields f) => new(f.Integer("reads") ?? 0, f.Integer("writes") ?? 0, f.Integer("deletes") ?? 0);
}
