using System.Text.Json;

namespace Sync.Store.Indexes;

/// <summary>The indexes that firestore.indexes.json declares. Neither SQLite nor Firestore's emulator asks for one; Firestore does.</summary>
internal sealed class IndexCatalog
{
    private const string FileName = "firestore.indexes.json";
    private static readonly Lazy<IndexCatalog> Embedded = new(ReadEmbedded);
    private static readonly UnindexedFields None = new([]);

    private readonly List<CompositeIndex> composites = [];
    private readonly Dictionary<string, UnindexedFields> unindexed = new(StringComparer.Ordinal);

    /// <summary>What is declared at the root of the repository, as of this build.</summary>
    public static IndexCatalog Default => Embedded.Value;

    /// <summary>Reads the Firebase CLI's format.</summary>
    public static IndexCatalog Parse(Stream json)
    {
        using var document = JsonDocument.Parse(json);
        var catalog = new IndexCatalog();
        foreach (var index in document.RootElement.GetProperty("indexes").EnumerateArray()) catalog.composites.Add(Composite(index));
        var off = document.RootElement.GetProperty("fieldOverrides").EnumerateArray().Where(o => o.GetProperty("indexes").GetArrayLength() == 0);
        foreach (var group in off.GroupBy(o => o.GetProperty("collectionGroup").GetString()!))
            catalog.unindexed[group.Key] = new UnindexedFields(group.Select(o => o.GetProperty("fieldPath").GetString()!).ToHashSet());
        return catalog;
    }

    /// <summary>The fields of a collection group that have no single-field index.</summary>
    public UnindexedFields Unindexed(string group) => unindexed.GetValueOrDefault(group, None);

    /// <summary>Refuses a query that Firestore would refuse for want of an index.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.MissingIndex"/>, with the line to add.</exception>
    public void Check(DocumentQuery query)
    {
        var shape = QueryShape.Of(query);
        if (shape.NeedsComposite)
        {
            if (!composites.Any(c => c.Serves(shape))) throw Missing(query, shape);
            return;
        }

        var off = Unindexed(shape.Group);
        foreach (var field in shape.Equal.Concat(shape.Order.Select(o => o.Field)).Where(off.Contains))
            throw new StoreException(StoreFailure.MissingIndex, $"A query of '{query.Collection}' uses '{field}', whose index {FileName} switches off. Remove that override, or ask otherwise.");
    }

    private StoreException Missing(DocumentQuery query, QueryShape shape)
    {
        var scoped = shape with { Equal = [.. shape.Equal, "orgId"] };
        return new StoreException(StoreFailure.MissingIndex, composites.Any(c => c.Serves(scoped))
            ? $"A query of '{query.Collection}' needs a filter on 'orgId' too: its index in {FileName} begins with it."
            : $"A query of '{query.Collection}' needs a composite index. Add to \"indexes\" in {FileName}: {shape.Index.ToJson()}");
    }

    private static CompositeIndex Composite(JsonElement index) => new(
        index.GetProperty("collectionGroup").GetString()!,
        index.GetProperty("fields").EnumerateArray()
            .Select(f => new DocumentOrder(f.GetProperty("fieldPath").GetString()!, f.GetProperty("order").GetString() == "DESCENDING"))
            .ToList());

    private static IndexCatalog ReadEmbedded()
    {
        using var stream = typeof(IndexCatalog).Assembly.GetManifestResourceStream(FileName)
            ?? throw new InvalidOperationException($"{FileName} was not built into {typeof(IndexCatalog).Assembly.GetName().Name}.");
        return Parse(stream);
    }
}
