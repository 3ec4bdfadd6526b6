namespace Sync.Store.Sqlite;

/// <summary>
/// An index of our own over fields of a collection's documents, as rows of <c>entries</c>. Only for what is asked while somebody
/// waits and would be read through otherwise: each costs every write of its collection a little.
/// </summary>
/// <param name="Number">What stands for it in the file; never used again for another.</param>
/// <param name="Collection">The collection's path.</param>
/// <param name="Fields">The fields; a document that lacks one has no entry.</param>
internal sealed record SqliteIndex(int Number, string Collection, IReadOnlyList<string> Fields)
{
    /// <summary>All of them. One that is added needs a migration that fills it.</summary>
    public static IReadOnlyList<SqliteIndex> All { get; } =
    [
        new(1, "orders", ["createdAt"]),
        new(2, "orders", ["customerId", "createdAt"]),
        new(3, "customers", ["segment", "totalSpent"]),
        new(4, "customers", ["email"]),
        new(5, "runs", ["startedAt"]),
        new(6, "runs", ["connection", "startedAt"]),
        new(7, "audit", ["at"]),
    ];

    private static readonly ILookup<string, SqliteIndex> ByCollection = All.ToLookup(i => i.Collection, StringComparer.Ordinal);

    /// <summary>The indexes of a collection.</summary>
    public static IEnumerable<SqliteIndex> Of(string collection) => ByCollection[collection];

    /// <summary>The index that narrows a query down most; null where none does.</summary>
    public static SqliteIndex? For(DocumentQuery query, IReadOnlyList<DocumentOrder> order)
    {
        if (order.Count > 1) return null;
        var equal = query.Filters.Where(f => f.Operator == FilterOperator.Equal).Select(f => f.Field).ToHashSet(StringComparer.Ordinal);
        return Of(query.Collection)
            .Where(i => order.Count == 1 ? i.Fields[^1] == order[0].Field && i.Fields.SkipLast(1).All(equal.Contains) : equal.Contains(i.Fields[0]))
            .MaxBy(i => i.Fields.Count);
    }

    /// <summary>How many of its fields a query fixes, from the first on.</summary>
    public int FixedBy(DocumentQuery query, IReadOnlyList<DocumentOrder> order) => order.Count == 1
        ? Fields.Count - 1
        : Fields.TakeWhile(f => query.Filters.Any(e => e.Operator == FilterOperator.Equal && e.Field == f)).Count();

    /// <summary>The key of values, or the beginning of one.</summary>
    public static byte[] Key(params ReadOnlySpan<FieldValue> values)
    {
        List<byte> key = new(64);
        foreach (var value in values) value.AppendKey(key);
        return [.. key];
    }
}
