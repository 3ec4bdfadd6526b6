using System.Text;
using Sync.Store.Indexes;
using Sync.Store.Json;

namespace Sync.Store.Sqlite;

/// <summary>
/// Answers a query as Firestore would. Where none of our few indexes (<see cref="SqliteIndex"/>) serves, the collection is read
/// through: an index of our own for each field would slow down every write, and the file is near.
/// </summary>
internal sealed class SqliteQuery
{
    private readonly DocumentQuery query;
    private readonly IReadOnlyList<DocumentOrder> order;
    private readonly SqliteIndex? index;
    private readonly byte[][] fields;
    private readonly (int Field, FilterOperator Operator, FieldValue Value)[] filters;
    private readonly byte[][]? select;
    private readonly FieldValue[] values; // of the row at hand
    private bool readsValues; // of the rows that follow

    public SqliteQuery(DocumentQuery query)
    {
        this.query = query;
        order = QueryShape.EffectiveOrder(query);
        index = SqliteIndex.For(query, order);
        var names = order.Select(o => o.Field).Concat(query.Filters.Select(f => f.Field)).Distinct().ToList();
        fields = names.Select(Utf8).ToArray();
        filters = query.Filters.Select(f => (names.IndexOf(f.Field), f.Operator, FieldValue.Of(f.Value))).ToArray();
        select = query.Select?.Select(Utf8).ToArray();
        values = new FieldValue[fields.Length];
        readsValues = index is null || order.Count == 0 || query.StartAfter is not null || !query.Filters.All(IsServed);
    }

    /// <summary>Whether it reads by one of our indexes.</summary>
    public bool ByIndex => index is not null;

    /// <summary>The documents it selects, in its order.</summary>
    public IEnumerable<StoredDocument> Run(SqliteRead read)
    {
        var rows = Matching(index is null ? read.Scan(query.Collection, query.StartAfterId ?? "", query.BeforeId) : Seek(read, index));
        if (index is null ? order.Count > 0 : order.Count == 0) rows = Sorted(rows);
        if (query.Limit is { } limit) rows = rows.Take(limit);
        return rows.Select(r => r.Document);
    }

    private SqliteRows? Seek(SqliteRead read, SqliteIndex index)
    {
        var known = index.FixedBy(query, order);
        var prefix = SqliteIndex.Key([.. index.Fields.Take(known).Select(f => FieldValue.Of(query.Filters.First(e => e.Operator == FilterOperator.Equal && e.Field == f).Value))]);
        byte[] from = prefix.Length == 0 ? [0] : prefix, below = [.. prefix, 0xFF];
        var descending = order.Count == 1 && order[0].Descending;
        if (query.StartAfter is { } place)
        {
            byte[] at = [.. prefix, .. SqliteIndex.Key(FieldValue.Of(place.Value))];
            if (descending) below = [.. at, 0];
            else from = at;
        }

        if (order.Count == 1)
            foreach (var range in query.Filters.Where(f => f.Field == order[0].Field && f.Operator != FilterOperator.Equal))
            {
                byte[] at = [.. prefix, .. SqliteIndex.Key(FieldValue.Of(range.Value))];
                if (range.Operator is FilterOperator.GreaterThan or FilterOperator.GreaterThanOrEqual) from = Later(from, at);
                else below = Earlier(below, [.. at, 0]);
            }

        return read.Seek(index, from, below, descending);
    }

    private static byte[] Later(byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b) >= 0 ? a : b;

    private static byte[] Earlier(byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b) <= 0 ? a : b;

    private IEnumerable<Row> Matching(SqliteRows? rows)
    {
        if (rows is null) yield break;
        using (rows)
        {
            while (rows.Step())
            {
                if (!readsValues)
                {
                    yield return new Row(rows.Document(select), []);
                    continue;
                }

                ReadValues(rows.Body);
                if (!Matches()) continue;
                var row = new Row(rows.Document(select), order.Count > 0 ? [.. values] : []);
                if (!IsWithin(row)) continue;
                // In the order of the index all that follow are beyond the start too; numbers alike as doubles are in order of id.
                if (ByIndex && query.StartAfter is { Value: string or DateTimeOffset }) readsValues = !query.Filters.All(IsServed);
                yield return row;
            }
        }
    }

    // Of such a filter the index leaves nothing to be compared: its keys are exact where they are texts. That each document has its
    // fields, an entry says, too.
    private bool IsServed(DocumentFilter filter) =>
        filter is { Operator: FilterOperator.Equal, Value: string } && index!.Fields.Take(index.FixedBy(query, order)).Contains(filter.Field);

    private bool Matches()
    {
        foreach (var value in values)
            if (!value.IsThere) return false; // neither a filter nor an order selects a document without its field
        foreach (var (field, op, value) in filters)
            if (!values[field].Satisfies(op, value)) return false;
        return true;
    }

    private void ReadValues(ReadOnlySpan<byte> body)
    {
        Array.Clear(values);
        var each = new TopLevelFields(body);
        for (var left = fields.Length; left > 0; left--)
        {
            var found = each.MoveTo(fields);
            if (found < 0) break;
            values[found] = FieldValue.Read(each.Value);
        }
    }

    private IEnumerable<Row> Sorted(IEnumerable<Row> rows)
    {
        var sorted = query.Limit is { } limit ? Largest.First(rows, limit, Compare) : [.. rows];
        sorted.Sort(Compare);
        return sorted;
    }

    private bool IsWithin(Row row)
    {
        if (query.BeforeId is { } before && FieldValue.CompareUtf8(row.Document.Path.Id, before) >= 0) return false;
        if (query.StartAfterId is { } after) return FieldValue.CompareUtf8(row.Document.Path.Id, after) > 0;
        if (query.StartAfter is not { } place) return true;
        var to = row.Values[0].CompareTo(FieldValue.Of(place.Value));
        if (to == 0) to = FieldValue.CompareUtf8(row.Document.Path.Id, place.Id);
        return order[0].Descending ? to < 0 : to > 0;
    }

    private int Compare(Row a, Row b)
    {
        for (var i = 0; i < order.Count; i++)
        {
            var c = a.Values[i].CompareTo(b.Values[i]);
            if (c != 0) return order[i].Descending ? -c : c;
        }

        var byId = FieldValue.CompareUtf8(a.Document.Path.Id, b.Document.Path.Id);
        return order.Count > 0 && order[^1].Descending ? -byId : byId;
    }

    private static byte[] Utf8(string field) => Encoding.UTF8.GetBytes(FieldName.Escape(field));

    private sealed record Row(StoredDocument Document, FieldValue[] Values);
}
