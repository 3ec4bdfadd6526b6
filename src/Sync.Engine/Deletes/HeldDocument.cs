using System.Globalization;
using Sync.ConnectorKit;
using Sync.Engine.Documents;
using Sync.Engine.Streams;
using Sync.Store;

namespace Sync.Engine.Deletes;

/// <summary>How held removals stand in <c>held_deletes/{connection}~{stream}</c>: how many, and the ids of the first; no names.</summary>
internal static class HeldDocument
{
    /// <summary>So many ids stand in it.</summary>
    public const int MostNamed = 20;

    public static DocumentPath PathOf(string connection, PosStream stream) => new(Collections.HeldDeletes, $"{connection}~{StreamLoop.NameOf(stream)}");

    public static DocumentBody Body(
        string connection, PosStream stream, long count, long stored, long limit, DateTimeOffset since, string set, IEnumerable<string> first) => DocumentBody.Build(w =>
    {
        w.Text("connection", connection);
        w.Number("count", count);
        w.TextList("first", first);
        w.Number("limit", limit);
        w.Text("set", set);
        w.Time("since", since);
        w.Number("stored", stored);
        w.Text("stream", StreamLoop.NameOf(stream));
    });

    /// <summary>The same with what the owner says of it, who they are, and when.</summary>
    public static DocumentBody Decided(DocumentFields held, HeldDecision decision, string by, DateTimeOffset at) => DocumentBody.Build(w =>
    {
        foreach (var name in held.Names.Where(n => n != "decision")) w.Copy(name, held.Value(name)!.Value);
        w.Time("decidedAt", at);
        w.Text("decidedBy", by);
        w.Text("decision", decision == HeldDecision.Approved ? "approved" : "rejected");
    });

    /// <summary>What was decided, for somebody who says the contrary. A decision of before it was noted who made it names nobody.</summary>
    public static string Told(DocumentFields held)
    {
        var (approved, by, at) = (DecisionOf(held) == HeldDecision.Approved, held.Text("decidedBy"), held.Time("decidedAt"));
        var who = by is null ? "" : " by " + by;
        var when = at is { } known ? known.UtcDateTime.ToString(" 'on' yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) : "";
        var next = approved ? "the next run deletes the records" : "the next run keeps the records, and they are not asked about again until the POS has shown them again";
        return $"These removals of {held.Text("connection")}'s {held.Text("stream")} were {(approved ? "approved" : "rejected")}{who}{when}, and that stands: {next}. Nothing was changed.";
    }

    public static HeldDecision DecisionOf(DocumentFields held) => held.Text("decision") switch
    {
        "approved" => HeldDecision.Approved,
        "rejected" => HeldDecision.Rejected,
        _ => HeldDecision.None,
    };

    public static PosStream StreamOf(DocumentFields held) => Enum.GetValues<PosStream>().FirstOrDefault(s => StreamLoop.NameOf(s) == held.Text("stream"));

    public static HeldRemovals From(DocumentFields held, IReadOnlyList<HeldRecord> first) => new(
        held.Text("connection")!, StreamOf(held), held.Integer("count") ?? 0, held.Integer("stored") ?? 0, held.Integer("limit") ?? 0,
        held.Time("since") ?? default, held.Text("set") ?? "", DecisionOf(held), first);
}
