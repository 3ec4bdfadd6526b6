using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sync.ConnectorKit.Wire;

/// <summary>A list of an answer: one row of a strange shape does not take the others along.</summary>
/// <param name="Good">The rows that have the shape of a record.</param>
/// <param name="Bad">Those that have another, each as "unreadable", by the text of its field <c>id</c> or <c>guid</c> where it has one.</param>
/// <param name="Whole">Whether there is nothing else in the list.</param>
public sealed record WireRows<T>(List<T> Good, List<RejectedRecord> Bad, bool Whole) where T : class
{
    private const string Nameless = "a row of its page";

    /// <summary>Whether each row is good, or among the bad by an id of its own: then what is on neither is not in the list.</summary>
    public bool Named { get; init; } = Whole;

    /// <summary>Takes rows one by one.</summary>
    /// <param name="rows">The rows; one that is null is neither good nor bad.</param>
    /// <param name="type">How a row is read, from a source-generated context.</param>
    public static WireRows<T> Of(IEnumerable<JsonElement> rows, JsonTypeInfo<T> type)
    {
        var (good, bad, all) = (new List<T>(), new List<RejectedRecord>(), 0);
        foreach (var row in rows)
        {
            all++;
            try
            {
                if (row.Deserialize(type) is { } one) good.Add(one);
            }
            catch (JsonException e)
            {
                bad.Add(new RejectedRecord(IdOf(row), "unreadable", e.Message));
            }
        }

        return new WireRows<T>(good, bad, good.Count == all) { Named = good.Count + bad.Count == all && bad.TrueForAll(b => b.Id != Nameless) };
    }

    /// <summary>These and others.</summary>
    public WireRows<T> And(WireRows<T>? others) =>
        others is null ? this : new WireRows<T>([.. Good, .. others.Good], [.. Bad, .. others.Bad], Whole && others.Whole) { Named = Named && others.Named };

    private static string IdOf(JsonElement row) => TextOf(row, "id") ?? TextOf(row, "guid") ?? Nameless;

    private static string? TextOf(JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
}
