using System.Text;
using Sync.Store.Indexes;

namespace Sync.Store.Rules;

/// <summary>Checks where a document stands. A collection's path is checked once and remembered, for there are few.</summary>
internal static class PathRules
{
    // A name's own 16 bytes, and "tenants" and the longest org id with one byte more each.
    private const int TenantBytes = 16 + 8 + 65;
    private static readonly BoundedCache<CollectionFacts> Collections = new(1000);

    /// <summary>Checks a document's path.</summary>
    /// <returns>The facts of its collection and the size of its name as Firestore counts it.</returns>
    public static (CollectionFacts Collection, int NameBytes) Check(DocumentPath path)
    {
        if (path.Collection.Length == 0)
            return path.Id.Length == 0 ? (Collection(path), TenantBytes) : throw Invalid(path, "A document has no collection.");
        var collection = Collection(path);
        var reason = Fault(path.Id);
        if (reason is not null) throw Invalid(path, $"The id of a document in '{path.Collection}' {reason}.");
        var bytes = collection.NameBytes + Encoding.UTF8.GetByteCount(path.Id) + 1;
        return bytes <= DocumentLimits.MaxNameBytes
            ? (collection, bytes)
            : throw Invalid(path, $"A document's name in '{path.Collection}' has {bytes} bytes; {DocumentLimits.MaxNameBytes} is the most.");
    }

    /// <summary>The facts of a document's collection; refuses a path that is none.</summary>
    public static CollectionFacts Collection(DocumentPath path) =>
        Collections.Find(path.Collection) ?? Collections.Add(path.Collection, Read(path));

    private static CollectionFacts Read(DocumentPath path)
    {
        if (path.Collection.Length == 0) return new CollectionFacts("tenants", TenantBytes, IndexCatalog.Default.Unindexed("tenants"));
        var parts = path.Collection.Split('/');
        if (parts.Length % 2 == 0) throw Invalid(path, $"'{path.Collection}' is a document's path and not a collection's.");
        var bytes = TenantBytes;
        foreach (var part in parts)
        {
            if (Fault(part) is { } reason) throw Invalid(path, $"A part of the collection's path '{path.Collection}' {reason}.");
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
