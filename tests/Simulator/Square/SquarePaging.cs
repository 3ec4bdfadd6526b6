using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Square;

/// <summary>One row of a list, before it is written.</summary>
/// <param name="Key">Where it stands in the order of the rows.</param>
/// <param name="Write">Writes it.</param>
internal sealed record SquareRow(string Key, Func<JsonObject> Write);

/// <summary>
/// Square's paging: a cursor that goes on behind the last row, whatever was added or moved meanwhile; only with the same query,
/// and for 15 minutes.
/// </summary>
internal sealed class SquarePaging(FakePosOptions options)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    public JsonObject Page(JsonObject ask, string name, IEnumerable<SquareRow> rows, int standard, int most)
    {
        var size = Math.Min(Limit(ask) ?? standard, Math.Min(most, options.PageSize ?? most));
        var query = Hash(ask);
        var after = After(ask, query);
        var rest = rows.OrderBy(r => r.Key, StringComparer.Ordinal).Where(r => after is null || string.CompareOrdinal(r.Key, after) > 0).Take(size + 1).ToList();
        var answer = new JsonObject();
        if (rest.Count > 0) answer[name] = new JsonArray([.. rest.Take(size).Select(r => r.Write())]);
        if (rest.Count > size) answer["cursor"] = Cursor(query, rest[size - 1].Key);
        return answer;
    }

    public static int? Limit(JsonObject ask) => ask["limit"]?.GetValue<int>();

    /// <exception cref="SquareRefusal">It is none, or more than allowed.</exception>
    public static void CheckLimit(JsonObject ask, int most)
    {
        if (Limit(ask) < 1) throw SquareRefusal.Bad("VALUE_TOO_LOW", "The limit is too low.", "limit");
        if (Limit(ask) > most) throw SquareRefusal.Bad("VALUE_TOO_HIGH", "The limit is too high.", "limit");
    }

    private string Cursor(string query, string key) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{query}\n{options.Time.GetUtcNow().Ticks}\n{key}"));

    private string? After(JsonObject ask, string query)
    {
        if (SquareJsonText.Of(ask, "cursor") is not { } cursor) return null;
        var bytes = new byte[cursor.Length];
        if (!Convert.TryFromBase64String(cursor, bytes, out var length)) throw Invalid();
        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split('\n', 3);
        if (parts.Length < 3 || parts[0] != query) throw Invalid();
        var age = options.Time.GetUtcNow().Ticks - long.Parse(parts[1], CultureInfo.InvariantCulture);
        return age < Life.Ticks ? parts[2] : throw Invalid();
    }

    private static SquareRefusal Invalid() => SquareRefusal.Bad("INVALID_CURSOR", "The cursor is invalid.", "cursor");

    private static string Hash(JsonObject ask)
    {
        var query = ask.DeepClone().AsObject();
        query.Remove("cursor");
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(query.ToJsonString())));
    }
}

/// <summary>Square's times: UTC, with as many digits as are needed.</summary>
internal static class SquareTime
{
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Sorts by time, the newest first where asked so, and then by id.</summary>
    public static string Key(DateTimeOffset time, bool newestFirst, string id)
    {
        var ticks = newestFirst ? long.MaxValue - time.UtcTicks : time.UtcTicks;
        return ticks.ToString("D19", CultureInfo.InvariantCulture) + " " + id;
    }

    public static bool Within(JsonNode? range, DateTimeOffset time) =>
        !(Parse(range, "start_at") > time) && !(Parse(range, "end_at") < time);

    public static DateTimeOffset? Parse(JsonNode? owner, string name)
    {
        if (owner is not JsonObject known || SquareJsonText.Of(known, name) is not { } text) return null;
        return text.Contains('T') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var time)
            ? time
            : throw SquareRefusal.Bad("INVALID_TIME", "Not an RFC 3339 time.", name);
    }
}

/// <summary>Reads texts out of a request.</summary>
internal static class SquareJsonText
{
    public static string? Of(JsonObject owner, string name) => owner[name] is JsonValue value ? value.GetValue<string>() : null;

    public static List<string>? List(JsonObject? owner, string name) => owner?[name] is JsonArray array ? [.. array.Select(a => a!.GetValue<string>())] : null;
}
