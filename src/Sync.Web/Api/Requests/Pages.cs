using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
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
    public const int Most = 500;

    /// <summary>One page of what a query selects.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="given">Its parameters, those of the list read already.</param>
    /// <param name="query">The query, without limit and place.</param>
    /// <param name="item">Appends one item's JSON.</param>
    public static async Task<ApiAnswer> AnswerAsync(ApiRequest request, QueryReader given, DocumentQuery query, Action<IBufferWriter<byte>, StoredDocument> item)
    {
        var limit = given.Number("limit", 1, Most, Usual);
        var bound = BoundOf(request.Context.Request);
        if (given.Text("cursor") is { } cursor) query = From(query, cursor, bound) ?? Refused(given, query);
        given.Check();
        List<StoredDocument> found = [];
        await foreach (var document in request.Tenant.QueryAsync(query with { Limit = limit + 1 }, request.Cancellation)) found.Add(document);
        var next = found.Count > limit ? CursorOf(query, found[limit - 1], bound) : null;
        if (next is not null) found.RemoveAt(limit);
        return Body(found, item, next) with { Next = next is null ? null : AddressOf(request.Context.Request, next) };
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

    private static DocumentQuery Refused(QueryReader given, DocumentQuery query)
    {
        given.Wrong("cursor", "This cursor is not one of this list with these filters. Begin without one.");
        return query;
    }

    private static DocumentQuery? From(DocumentQuery query, string cursor, string bound)
    {
        byte[] bytes;
        try
        {
            bytes = Base64Url.DecodeFromChars(cursor);
        }
        catch (FormatException)
        {
            return null;
        }

        if (Encoding.UTF8.GetString(bytes).Split('\n', 3) is not [var of, var value, { Length: > 0 } id] || of != bound) return null;
        if (query.OrderBy.Count == 0) return query with { StartAfterId = id };
        return ValueOf(value) is { } at ? query with { StartAfter = new DocumentPlace(at, id) } : null;
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

        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{bound}\n{value}\n{last.Path.Id}"));
    }

    // The list and its filters; how many at a time is free.
    private static string BoundOf(HttpRequest request)
    {
        var filters = request.Query.Where(q => q.Key is not ("limit" or "cursor")).OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => $"\n{q.Key}={q.Value}");
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(request.Path + string.Concat(filters))).AsSpan(0, 9));
    }

    private static string AddressOf(HttpRequest request, string cursor) => request.Path.ToUriComponent() + QueryString.Create(
        request.Query.Where(q => q.Key != "cursor").Select(q => new KeyValuePair<string, string?>(q.Key, q.Value)).Append(new("cursor", cursor))).ToUriComponent();
}
