using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sync.Store;

namespace Sync.Web.Api.Requests;

/// <summary>
/// Lists in pages. A cursor is the place of the last item in the list's order, so that what comes and goes meanwhile makes nobody
/// see an item twice or miss one; it is good for the same query only.
/// </summary>
internal static class Pages
{
    public const int Usual = 50;

    /// <summary>Half as many as fifty callers at once still got within 50 ms each (200 orders took 48 to 51).</summary>
    public const int Most = 100;

    private const int LongestCursor = 4 * DocumentId.MaxBytes / 3 + 200; // an id in base64, and its place beside it

    /// <summary>One page of what a query selects.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="given">Its parameters, those of the list read already.</param>
    /// <param name="query">The query, without limit and place.</param>
    /// <param name="item">Appends one item's JSON.</param>
    public static async Task<ApiAnswer> AnswerAsync(ApiRequest request, QueryReader given, DocumentQuery query, Action<IBufferWriter<byte>, StoredDocument> item)
    {
        var limit = given.Number("limit", 1, Most, Usual);
        var bound = BoundOf(request.Context.Request);
        if (given.Text("cursor", LongestCursor) is { } cursor) query = From(query, cursor, bound) ?? Refused(given, query);
        given.Check();
        List<StoredDocument> found = [];
        await foreach (var document in request.Tenant.QueryAsync(query with { Limit = limit + 1 }, request.Cancellation)) found.Add(document);
        var next = found.Count > limit ? CursorOf(query, found[limit - 1], bound) : null;
        if (next is not null) found.RemoveAt(limit);
        return Body(found, item, next) with { Next = next is null ? null : AddressOf(request.Context.Request, next) };
    }

    /// <summary>One page of a list that is short enough to be read whole.</summary>
    /// <param name="request">What was asked; the list takes no parameters but its pages'.</param>
    /// <param name="all">The list, in any order.</param>
    /// <param name="key">What tells its items apart: they come in this order.</param>
    /// <param name="fields">Writes one item.</param>
    public static ApiAnswer Answer<T>(ApiRequest request, IEnumerable<T> all, Func<T, string> key, Action<Utf8JsonWriter, T> fields)
    {
        var given = request.Query();
        var limit = given.Number("limit", 1, Most, Usual);
        var bound = BoundOf(request.Context.Request);
        var after = given.Text("cursor", LongestCursor) is { } cursor ? PlaceOf(cursor, bound)?.Id ?? Refused(given, "") : "";
        given.Check();
        var rest = all.Where(i => string.CompareOrdinal(key(i), after) > 0).OrderBy(key, StringComparer.Ordinal).Take(limit + 1).ToList();
        var next = rest.Count > limit ? CursorOf("", key(rest[limit - 1]), bound) : null;
        return ApiAnswer.List(rest.Take(limit), fields, next) with { Next = next is null ? null : AddressOf(request.Context.Request, next) };
    }

    private static ApiAnswer Body(List<StoredDocument> items, Action<IBufferWriter<byte>, StoredDocument> item, string? next)
    {
        var to = new PooledBody(items.Sum(d => d.Body.Json.Length + 64) + 512);
        to.Write("{\"items\":["u8);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) to.Write(","u8);
            item(to, items[i]);
        }

        to.Write(Encoding.UTF8.GetBytes(next is null ? "],\"next\":null}" : $"],\"next\":\"{next}\"}}")); // a cursor has no letter that JSON escapes
        return ApiAnswer.Of(to.Written) with { Borrowed = to };
    }

    private static T Refused<T>(QueryReader given, T instead)
    {
        given.Wrong("cursor", "This cursor is not one of this list with these filters. Begin without one.");
        return instead;
    }

    private static DocumentQuery? From(DocumentQuery query, string cursor, string bound)
    {
        if (PlaceOf(cursor, bound) is not (var value, var id)) return null;
        if (query.OrderBy.Count == 0) return query with { StartAfterId = id };
        return ValueOf(value) is { } at ? query with { StartAfter = new DocumentPlace(at, id) } : null;
    }

    // Where a cursor of this very list stands; null for any other text.
    private static (string Value, string Id)? PlaceOf(string cursor, string bound)
    {
        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('\n', 3) is [var of, var value, { Length: > 0 } id] && of == bound ? (value, id) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static object? ValueOf(string text) => text.Length < 2 ? null : text[0] switch
    {
        't' when DateTimeOffset.TryParse(text.AsSpan(1), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        'n' when decimal.TryParse(text.AsSpan(1), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static string CursorOf(DocumentQuery query, StoredDocument last, string bound)
    {
        var value = "";
        if (query.OrderBy is [var order])
        {
            var fields = last.Body.Read();
            value = fields.Time(order.Field) is { } time ? "t" + time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)
                : "n" + (fields.Number(order.Field) ?? 0).ToString(CultureInfo.InvariantCulture);
        }

        return CursorOf(value, last.Path.Id, bound);
    }

    private static string CursorOf(string value, string id, string bound) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{bound}\n{value}\n{id}"));

    // The list and its filters; how many at a time is free.
    private static string BoundOf(HttpRequest request)
    {
        var filters = request.Query.Where(q => q.Key is not ("limit" or "cursor")).OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => $"\n{q.Key}={q.Value}");
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(request.Path + string.Concat(filters))).AsSpan(0, 9));
    }

    private static string AddressOf(HttpRequest request, string cursor) => request.Path.ToUriComponent() + QueryString.Create(
        request.Query.Where(q => q.Key != "cursor").Select(q => new KeyValuePair<string, string?>(q.Key, q.Value)).Append(new("cursor", cursor))).ToUriComponent();
}
