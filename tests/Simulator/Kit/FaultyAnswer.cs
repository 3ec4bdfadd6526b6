using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Simulator.Kit;

/// <summary>A good answer made wrong, whatever POS it is of: its rows are the longest list that is reached through objects alone.</summary>
internal static class FaultyAnswer
{
    private static readonly string[] Totals = ["total", "count"];

    // What leads to the next page, at one POS or another.
    private static readonly string[] Leads = ["cursor", "next", "endCursor"];

    /// <summary>The answer with what the faults make of it; as it is where it has nothing that they could.</summary>
    /// <param name="given">The good answer.</param>
    /// <param name="faults">What goes wrong with it.</param>
    /// <param name="asked">What it answers: a page follows one of the same list only.</param>
    public static FakeAnswer Of(FakeAnswer given, IReadOnlyList<Fault> faults, SeenRequest asked)
    {
        var question = $"{asked.Path} {Operation(asked.Body)}";
        foreach (var fault in faults.Where(_ => given.Status == 200))
        {
            var made = fault.Kind switch
            {
                FaultKind.SamePage => fault.First(question, given),
                FaultKind.RowsAgain => Rewritten(given, root => AddRows(root, fault.LastRows, question)),
                FaultKind.TotalTooLarge => Rewritten(given, root => Raise(root, fault.Extra)),
                FaultKind.Empty => Rewritten(given, Clear) with { Headers = given.Headers.Where(h => h.Key != "link").ToDictionary() },
                _ => given,
            };
            if (!ReferenceEquals(made.Body, given.Body)) fault.CountChanged();
            given = made;
        }

        return given;
    }

    // A file of many lines is no such answer.
    private static FakeAnswer Rewritten(FakeAnswer given, Func<JsonNode, bool> change)
    {
        try
        {
            return JsonNode.Parse(given.Body) is { } root && change(root) ? given with { Body = Encoding.UTF8.GetBytes(root.ToJsonString()) } : given;
        }
        catch (JsonException)
        {
            return given;
        }
    }

    // All questions of a graph go to one address: what is asked stands first.
    private static string Operation(string body) => body.StartsWith("{\"query\"", StringComparison.Ordinal) ? body[..Math.Min(body.Length, 40)] : "";

    private static bool AddRows(JsonNode root, IDictionary<string, JsonNode> lastRows, string question)
    {
        if (Rows(root) is not { } rows) return false;
        var last = rows[^1]!.DeepClone();
        rows.Insert(0, rows[0]!.DeepClone());
        if (lastRows.TryGetValue(question, out var before)) rows.Insert(0, before.DeepClone());
        lastRows[question] = last;
        return true;
    }

    private static bool Raise(JsonNode root, int extra)
    {
        var found = Fields(root).Where(f => Totals.Contains(f.Name) && f.Owner[f.Name]?.GetValueKind() == JsonValueKind.Number).ToList();
        foreach (var (owner, name) in found) owner[name] = owner[name]!.GetValue<long>() + extra;
        return found.Count > 0;
    }

    private static bool Clear(JsonNode root)
    {
        Rows(root)?.Clear();
        foreach (var (owner, name) in Fields(root).ToList())
        {
            if (Totals.Contains(name)) owner[name] = 0;
            else if (Leads.Contains(name)) owner[name] = null;
            else if (name == "hasNextPage") owner[name] = false;
        }

        return true;
    }

    private static JsonArray? Rows(JsonNode root) => Lists(root).Where(l => l.Count > 0 && l[0] is JsonObject).MaxBy(l => l.Count);

    private static IEnumerable<JsonArray> Lists(JsonNode? node) => node switch
    {
        JsonArray list => [list],
        JsonObject owner => owner.SelectMany(f => Lists(f.Value)),
        _ => [],
    };

    private static IEnumerable<(JsonObject Owner, string Name)> Fields(JsonNode? node) =>
        node is JsonObject owner ? owner.Select(f => (owner, f.Key)).Concat(owner.SelectMany(f => Fields(f.Value))) : [];
}
