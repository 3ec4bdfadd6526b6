using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sync.Simulator.GenericRest;

/// <summary>Cuts a list into pages in the four styles.</summary>
internal static class RestPages
{
    public static byte[] Answer(RestStyle style, IEnumerable<RestRow> all, RestQuery query, int most, string address)
    {
        var size = Math.Min(query.Number("limit", most), most);
        if (size == 0) throw new FormatException("limit is zero");
        var since = query.Since(style);
        // Some servers leave out what is exactly as old as asked for, others do not: the offset style is one of the former.
        var asked = all.Where(r => since is null || (style == RestStyle.Offset ? r.UpdatedAt > since : r.UpdatedAt >= since));
        var newestFirst = query.NewestFirst;
        return style switch
        {
            RestStyle.Page => Numbered(newestFirst ? NewestFirst(asked) : [.. asked.OrderBy(r => r.Id, StringComparer.Ordinal)], query.Number("page", 1), size),
            RestStyle.Offset => Counted(newestFirst ? NewestFirst(asked) : OldestChangeFirst(asked), query.Number("offset", 0), size),
            RestStyle.Cursor => Keyed(newestFirst ? NewestFirst(asked) : OldestChangeFirst(asked), newestFirst, query.Text("after"), size),
            _ => Linked(NewestFirst(asked), query, size, address),
        };
    }

    private static List<RestRow> NewestFirst(IEnumerable<RestRow> rows) => [.. rows.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id, StringComparer.Ordinal)];

    private static List<RestRow> OldestChangeFirst(IEnumerable<RestRow> rows) => [.. rows.OrderBy(r => r.UpdatedAt).ThenBy(r => r.Id, StringComparer.Ordinal)];

    private static byte[] Numbered(List<RestRow> rows, int page, int size)
    {
        if (page < 1) throw new FormatException("pages are counted from 1");
        return Json.Bytes(w =>
        {
            w.WriteStartObject();
            w.WritePropertyName("data");
            w.Rows(rows.Skip((page - 1) * size).Take(size), (to, r) => r.Write(to));
            w.WriteStartObject("meta");
            w.WriteNumber("total", rows.Count);
            w.WriteEndObject();
            w.WriteEndObject();
        });
    }

    // A bare list: all that one can do is to ask until nothing comes.
    private static byte[] Counted(List<RestRow> rows, int offset, int size) =>
        Json.Bytes(w => w.Rows(rows.Skip(offset).Take(size), (to, r) => r.Write(to)));

    private static byte[] Keyed(List<RestRow> rows, bool newestFirst, string? after, int size)
    {
        DateTimeOffset At(RestRow row) => newestFirst ? row.CreatedAt : row.UpdatedAt;
        bool IsPast(RestRow row) => newestFirst ? Key(At(row), row.Id, after!) >= 0 : Key(At(row), row.Id, after!) <= 0;
        var from = after is null ? rows : rows.SkipWhile(IsPast).ToList();
        return Json.Bytes(w =>
        {
            w.WriteStartObject();
            w.WriteStartObject("result");
            w.WritePropertyName("records");
            w.Rows(from.Take(size), (to, r) => r.Write(to));
            w.WriteEndObject();
            w.WriteString("cursor", from.Count > size ? Token(At(from[size - 1]), from[size - 1].Id) : null);
            w.WriteEndObject();
        });
    }

    private static byte[] Linked(List<RestRow> rows, RestQuery query, int size, string address)
    {
        var from = query.Text("before") is { } before ? rows.SkipWhile(r => Key(r.CreatedAt, r.Id, before) >= 0).ToList() : rows;
        return Json.Bytes(w =>
        {
            w.WriteStartObject();
            w.WritePropertyName("items");
            w.Rows(from.Take(size), (to, r) => r.Write(to));
            w.WriteStartObject("links");
            if (from.Count > size)
            {
                var since = query.Text("since") is { } text ? "&since=" + Uri.EscapeDataString(text) : "";
                w.WriteString("next", $"{address}?limit={size.ToString(CultureInfo.InvariantCulture)}&before={Token(from[size - 1].CreatedAt, from[size - 1].Id)}{since}");
            }

            w.WriteEndObject();
            w.WriteEndObject();
        });
    }

    private static string Token(DateTimeOffset at, string id) =>
        Convert.ToHexString(Encoding.UTF8.GetBytes($"{at.UtcTicks.ToString(CultureInfo.InvariantCulture)} {id}"));

    private static int Key(DateTimeOffset at, string id, string token)
    {
        var parts = Encoding.UTF8.GetString(Convert.FromHexString(token)).Split(' ', 2);
        var byTime = at.UtcTicks.CompareTo(long.Parse(parts[0], CultureInfo.InvariantCulture));
        return byTime != 0 ? byTime : string.CompareOrdinal(id, parts[1]);
    }
}
