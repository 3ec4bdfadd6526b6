using Sync.Model;
using Sync.Store;

namespace Sync.Web.Tests;

/// <summary>A store whose commits to a collection wait for as long as a test holds them.</summary>
internal sealed class HeldStore(IDocumentStore inner, string collection) : IDocumentStore
{
    private volatile TaskCompletionSource? held;

    /// <summary>Holds those that come from now on.</summary>
    public void Hold() => held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets them go.</summary>
    public void Release()
    {
        held?.SetResult();
        held = null;
    }

    public ITenantStore OpenTenant(OrgId org) => new Tenant(inner.OpenTenant(org), this);

    public IAsyncEnumerable<OrgId> ListTenantsAsync(CancellationToken cancellation = default) => inner.ListTenantsAsync(cancellation);

    public Task PrepareAsync(CancellationToken cancellation = default) => inner.PrepareAsync(cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class Tenant(ITenantStore inner, HeldStore store) : ITenantStore
    {
        public OrgId Org => inner.Org;

        public StoreUsage Usage => inner.Usage;

        public StoreLimits Limits => inner.Limits;

        public Task<StoredDocument?> GetAsync(DocumentPath path, CancellationToken cancellation = default) => inner.GetAsync(path, cancellation);

        public Task<IReadOnlyList<StoredDocument?>> GetManyAsync(IReadOnlyList<DocumentPath> paths, CancellationToken cancellation = default) => inner.GetManyAsync(paths, cancellation);

        public IAsyncEnumerable<StoredDocument> QueryAsync(DocumentQuery query, CancellationToken cancellation = default) => inner.QueryAsync(query, cancellation);

        public async Task CommitAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellation = default)
        {
            if (store.held is { } held && writes.Any(w => w.Path.Collection == store.Collection)) await held.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellation);
            await inner.CommitAsync(writes, cancellation);
        }

        public IAsyncEnumerable<string> ListCollectionsAsync(CancellationToken cancellation = default) => inner.ListCollectionsAsync(cancellation);

        public Task<int> PruneExpiredAsync(string collection, DateTimeOffset now, CancellationToken cancellation = default) =>
            inner.PruneExpiredAsync(collection, now, cancellation);

        public Task TidyAsync(CancellationToken cancellation = default) => inner.TidyAsync(cancellation);
    }

    private string Collection => collection;
}
