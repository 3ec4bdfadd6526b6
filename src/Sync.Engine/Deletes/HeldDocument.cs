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

    /// <summary>The same with what the owner says of it.</summary>
    public static DocumentBody Decided(DocumentFields held, HeldDecision decision) => DocumentBody.Build(w =>
    {
        foreach (var name in held.Names.Where(n => n != "decision")) w.Copy(name, held.Value(name)!.Value);
        w.Text("decision", decision == HeldDecision.Approved ? "approved" : "rejected");
    });

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
