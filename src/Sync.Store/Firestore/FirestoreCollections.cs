using Sync.Model;

namespace Sync.Store.Firestore;

/// <summary>
/// Finds a tenant's collections. Firestore lists those below one document; documents that hold collections are few and known,
/// so nobody has to list all documents to find the rest.
/// </summary>
internal sealed class FirestoreCollections(FirestoreReads reads, FirestoreNames names, OrgId org)
{
    private static readonly DocumentPath[] Holders = [new("publicViews", "products")];

    /// <summary>Their paths, in order.</summary>
    public async Task<List<string>> ListAsync(CancellationToken cancellation)
    {
        var paths = await reads.CollectionIdsAsync(names.Tenant(org), cancellation);
        foreach (var holder in Holders.Where(h => paths.Contains(h.Collection)).ToList())
        {
            var below = await reads.CollectionIdsAsync(names.Document(org, holder), cancellation);
            paths.AddRange(below.Select(id => $"{holder}/{id}"));
            // The holder's collection is listed for what is below it, though it may hold no document itself.
            if (!await HoldsAnyAsync(holder.Collection, cancellation)) paths.Remove(holder.Collection);
        }

        paths.Sort(StringComparer.Ordinal);
        return paths;
    }

    private async Task<bool> HoldsAnyAsync(string collection, CancellationToken cancellation)
    {
        var any = new DocumentQuery { Collection = collection, Select = [], Limit = 1 };
        await foreach (var _ in reads.QueryAsync(names.Collection(org, collection), any, cancellation)) return true;
        return false;
    }
}
