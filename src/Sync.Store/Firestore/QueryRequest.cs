using System.Text.Json;

namespace Sync.Store.Firestore;

/// <summary>The body of <c>documents:runQuery</c>.</summary>
internal static class QueryRequest
{
    /// <summary>Writes it.</summary>
    /// <param name="query">The query.</param>
    /// <param name="collectionId">The last part of the collection's path.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="afterName">The name of the document to begin after, or, with <see cref="DocumentQuery.StartAfter"/>, of its place.</param>
    /// <param name="beforeName">The name of the document to end before.</param>
    public static ReadOnlyMemory<byte> Of(DocumentQuery query, string collectionId, int? limit, string? afterName, string? beforeName = null) => RequestWriter.Write(1024, json =>
    {
        json.WriteStartObject("structuredQuery"u8);
        Select(json, query.Select);
        json.WriteStartArray("from"u8);
        json.WriteStartObject();
        json.WriteString("collectionId"u8, collectionId);
        json.WriteEndObject();
        json.WriteEndArray();
        Where(json, query.Filters);
        OrderBy(json, query);
        if (afterName is not null) Cursor(json, "startAt"u8, query.StartAfter, afterName, before: false);
        if (beforeName is not null) Cursor(json, "endAt"u8, null, beforeName, before: true);
        if (limit is { } most) json.WriteNumber("limit"u8, most);
        json.WriteEndObject();
    });

    private static void Select(Utf8JsonWriter json, IReadOnlyList<string>? fields)
    {
        if (fields is null) return;
        json.WriteStartObject("select"u8);
        json.WriteStartArray("fields"u8);
        if (fields.Count == 0) Field(json, "__name__");
        foreach (var field in fields) Field(json, FieldPath.Of(field));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Where(Utf8JsonWriter json, IReadOnlyList<DocumentFilter> filters)
    {
        if (filters.Count == 0) return;
        json.WriteStartObject("where"u8);
        json.WriteStartObject("compositeFilter"u8);
        json.WriteString("op"u8, "AND"u8);
        json.WriteStartArray("filters"u8);
        foreach (var filter in filters) QueryFilter.Write(json, filter);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void OrderBy(Utf8JsonWriter json, DocumentQuery query)
    {
        // Firestore adds the rest of the order by itself, as the contract has it.
        var byName = query.OrderBy.Count == 0 && query.Filters.All(f => f.Operator == FilterOperator.Equal);
        if (query.OrderBy.Count == 0 && !byName) return;
        json.WriteStartArray("orderBy"u8);
        if (byName) Order(json, "__name__", descending: false);
        foreach (var order in query.OrderBy) Order(json, FieldPath.Of(order.Field), order.Descending);
        // A cursor may name no more than the order does.
        if (query.StartAfter is not null) Order(json, "__name__", query.OrderBy[^1].Descending);
        json.WriteEndArray();
    }

    private static void Order(Utf8JsonWriter json, string path, bool descending)
    {
        json.WriteStartObject();
        json.WritePropertyName("field"u8);
        Field(json, path);
        json.WriteString("direction"u8, descending ? "DESCENDING"u8 : "ASCENDING"u8);
        json.WriteEndObject();
    }

    private static void Cursor(Utf8JsonWriter json, ReadOnlySpan<byte> end, DocumentPlace? place, string name, bool before)
    {
        json.WriteStartObject(end);
        json.WriteStartArray("values"u8);
        if (place is not null)
        {
            json.WriteStartObject();
            QueryFilter.Value(json, place.Value);
            json.WriteEndObject();
        }

        json.WriteStartObject();
        json.WriteString("referenceValue"u8, name);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteBoolean("before"u8, before);
        json.WriteEndObject();
    }

    private static void Field(Utf8JsonWriter json, string path)
    {
        json.WriteStartObject();
        json.WriteString("fieldPath"u8, path);
        json.WriteEndObject();
    }
}
