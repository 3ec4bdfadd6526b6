using Sync.Model;
using Sync.Store;

namespace Sync.Web.Tests;

/// <summary>A store in which the first two who look at a lease both see it free: neither goes on before the other has looked.</summary>
internal sealed class MeetingStore(IDocumentStore inner) : IDocumentStore
{
    private readonly TaskCompletionSource met = new();
    private int looked;

    public ITenantStore OpenTenant(OrgId org) => new Tenant(inner.OpenTenant(org), this);

    public IAsyncEnumerable<OrgId> ListTenantsAsync(CancellationToken cancellation = default) => inner.ListTenantsAsync(cancellation);

    public Task PrepareAsync(CancellationToken cancellation = default) => inner.PrepareAsync(cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task MeetAsync()
    {
        if (Interlocked.Increment(ref looked) == 2) met.SetResult();
        await met.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private sealed class Tenant(ITenantStore inner, MeetingStore store) : ITenantStore
    {
        public OrgId Org => inner.Org;

        public StoreUsage Usage => inner.Usage;

        public StoreLimits Limits => inner.Limits;

        public Task<StoredDocument?> GetAsync(DocumentPath path, CancellationToken cancellation = default) => inner.GetAsync(path, cancellation);

        public async Task<IReadOnlyList<StoredDocument?>> GetManyAsync(IReadOnlyList<DocumentPath> paths, CancellationToken cancellation = default)
        {
            var found = await inner.GetManyAsync(paths, cancellation);
            if (paths.Any(p => p.Collection == "leases")) await store.MeetAsync();
            return found;
        }

        public IAsyncEnumerable<StoredDocument> QueryAsync(DocumentQuery query, CancellationToken cancellation = default) => inner.QueryAsync(query, cancellation);

        public Task CommitAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellation = default) => inner.CommitAsync(writes, cancellation);

        public IAsyncEnumerable<string> ListCollectionsAsync(CancellationToken cancellation = default) => inner.ListCollectionsAsync(cancellation);

        public Task<int> PruneExpiredAsync(string collection, DateTimeOffset now, CancellationToken cancellation = default) =>
            inner.PruneExpiredAsync(collection, now, cancellation);

        public Task TidyAsync(CancellationToken cancellation = default) => inner.TidyAsync(cancellation);
    }
}
