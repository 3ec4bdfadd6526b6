namespace Sync.Store;

/// <summary>Where a document stands below its tenant.</summary>
/// <param name="Collection">The collection's path, such as <c>customers</c> or <c>publicViews/products/items</c>: an odd number of parts.</param>
/// <param name="Id">The document's id, safe for Firestore; see <see cref="DocumentId"/>.</param>
public readonly record struct DocumentPath(string Collection, string Id)
{
    /// <summary>The tenant's own document, <c>tenants/{orgId}</c>.</summary>
    public static DocumentPath Tenant { get; } = new("", "");

    /// <summary>The path below the tenant.</summary>
    public override string ToString() => Collection.Length == 0 ? "" : Collection + "/" + Id;
}
