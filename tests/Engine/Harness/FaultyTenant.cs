using System.Runtime.CompilerServices;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Tests.Harness;

/// <summary>One tenant of a <see cref="FaultyStore"/>.</summary>
internal sealed class FaultyTenant(FaultyStore store, ITenantStore inner) : ITenantStore
{
    public OrgId Org => inner.Org;

    public StoreUsage Usage => inner.Usage;

    public StoreLimits Limits => store.Limits ?? inner.Limits;

    public async Task<StoredDocument?> GetAsync(DocumentPath path, CancellationToken cancellation = default) =>
        (await GetManyAsync([path], cancellation))[0];

    public async Task<IReadOnlyList<StoredDocument?>> GetManyAsync(IReadOnlyList<DocumentPath> paths, CancellationToken cancellation = default)
    {
        store.Read();
        var found = await inner.GetManyAsync(paths, cancellation);
        if (store.AfterRead is { } after) await after(paths);
        return found;
    }

    public async IAsyncEnumerable<StoredDocument> QueryAsync(DocumentQuery query, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        store.Read();
        if (store.BeforeQuery is { } before) await before(query, cancellation);
        await foreach (var document in inner.QueryAsync(query, cancellation)) yield return document;
    }

    public Task CommitAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellation = default) =>
        store.CommitAsync(writes, () => inner.CommitAsync(writes, cancellation));

    public IAsyncEnumerable<string> ListCollectionsAsync(CancellationToken cancellation = default) => inner.ListCollectionsAsync(cancellation);

    public Task<int> PruneExpiredAsync(string collection, DateTimeOffset now, CancellationToken cancellation = default)
    {
        store.Read();
        return inner.PruneExpiredAsync(collection, now, cancellation);
    }

    public Task TidyAsync(CancellationToken cancellation = default) => inner.TidyAsync(cancellation);
}
