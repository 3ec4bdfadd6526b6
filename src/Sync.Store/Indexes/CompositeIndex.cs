using System.Text;

namespace Sync.Store.Indexes;

/// <summary>A composite index of one collection group.</summary>
internal sealed record CompositeIndex(string Group, IReadOnlyList<DocumentOrder> Fields)
{
    /// <summary>Whether it answers a query: the equalities first, in any order, then the order, forwards or backwards.</summary>
    public bool Serves(QueryShape shape)
    {
        if (Group != shape.Group || Fields.Count != shape.Equal.Count + shape.Order.Count) return false;
        for (var i = 0; i < shape.Equal.Count; i++)
            if (!shape.Equal.Contains(Fields[i].Field)) return false;
        return Follows(shape, backwards: false) || Follows(shape, backwards: true);
    }

    /// <summary>The line to add to firestore.indexes.json.</summary>
    public string ToJson()
    {
        var fields = Fields.Select(f => $$"""{ "fieldPath": "{{f.Field}}", "order": "{{(f.Descending ? "DESCENDING" : "ASCENDING")}}" }""");
        return new StringBuilder($$"""{ "collectionGroup": "{{Group}}", "queryScope": "COLLECTION", "fields": [""")
            .AppendJoin(", ", fields).Append("] }").ToString();
    }

    private bool Follows(QueryShape shape, bool backwards)
    {
        for (var i = 0; i < shape.Order.Count; i++)
        {
            var field = Fields[shape.Equal.Count + i];
            var wanted = shape.Order[i];
            if (field.Field != wanted.Field || field.Descending != (wanted.Descending ^ backwards)) return false;
        }

        return true;
    }
}
