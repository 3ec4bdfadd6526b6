using System.Text;
using Sync.Store.Indexes;

namespace Sync.Store.Rules;

/// <summary>Checks where a document stands. A collection's path is checked once and remembered, for there are few.</summary>
internal static class PathRules
{
    private const int NameOverhead = 16;
    private static readonly BoundedCache<CollectionFacts> Collections = new(1000);

    /// <summary>Checks a document's path.</summary>
    /// <returns>The facts of its collection and the size of its name as Firestore counts it.</returns>
    public static (CollectionFacts Collection, int NameBytes) Check(DocumentPath path)
    {
        if (path.Collection.Length == 0)
            return path.Id.Length == 0 ? (Collection(""), NameOverhead + 73) : throw Invalid(path, "A document has no collection.");
        var collection = Collection(path.Collection);
        var reason = Fault(path.Id);
        if (reason is not null) throw Invalid(path, $"The id of a document in '{path.Collection}' {reason}.");
        var bytes = collection.NameBytes + Encoding.UTF8.GetByteCount(path.Id) + 1;
        return bytes <= DocumentLimits.MaxNameBytes
            ? (collection, bytes)
            : throw Invalid(path, $"A document's name in '{path.Collection}' has {bytes} bytes; {DocumentLimits.MaxNameBytes} is the most.");
    }

    /// <summary>The facts of a collection; refuses a path that is none.</summary>
    public static CollectionFacts Collection(string path) => Collections.GetOrAdd(path, Read);

    private static CollectionFacts Read(string path)
    {
        // 73: "tenants" and the longest org id with one byte more each.
        if (path.Length == 0) return new CollectionFacts("tenants", 73 + NameOverhead, IndexCatalog.Default.Unindexed("tenants"));
        var parts = path.Split('/');
        if (parts.Length % 2 == 0) throw Invalid(new DocumentPath(path, ""), $"'{path}' is a document's path and not a collection's.");
        var bytes = 73 + NameOverhead;
        foreach (var part in parts)
        {
            if (Fault(part) is { } reason) throw Invalid(new DocumentPath(path, ""), $"A part of the collection's path '{path}' {reason}.");
            bytes += Encoding.UTF8.GetByteCount(part) + 1;
        }

        return new CollectionFacts(parts[^1], bytes, IndexCatalog.Default.Unindexed(parts[^1]));
    }

    private static string? Fault(string part)
    {
        if (part.Length == 0) return "is empty";
        if (part is "." or "..") return "is '.' or '..'";
        if (part.Contains('/')) return "has a '/' in it; see DocumentId.Escape";
        if (part.Length >= 4 && part.StartsWith("__", StringComparison.Ordinal) && part.EndsWith("__", StringComparison.Ordinal)) return "is of the form __…__, which Firestore keeps for itself";
        return part.Length > DocumentId.MaxBytes / 3 && Encoding.UTF8.GetByteCount(part) > DocumentId.MaxBytes
            ? $"is longer than {DocumentId.MaxBytes} bytes"
            : null;
    }

    private static StoreException Invalid(DocumentPath path, string message) => new(StoreFailure.InvalidDocument, message, path);
}
