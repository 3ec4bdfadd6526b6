using Sync.Model;
using Sync.Store;

namespace Sync.Web.Tests;

/// <summary>A store that breaks when told.</summary>
internal sealed class BrokenStore(IDocumentStore inner) : IDocumentStore
{
    public const string Reason = "disk /secret/place is gone";

    public bool Broken { get; set; }

    /// <summary>The org whose documents cannot even be opened, as where a request timed out.</summary>
    public string? TimesOutFor { get; set; }

    public ITenantStore OpenTenant(OrgId org) =>
        org.Value == TimesOutFor ? throw new TaskCanceledException(Reason) : Working().OpenTenant(org);

    public IAsyncEnumerable<OrgId> ListTenantsAsync(CancellationToken cancellation = default) => Working().ListTenantsAsync(cancellation);

    public Task PrepareAsync(CancellationToken cancellation = default) => Working().PrepareAsync(cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private IDocumentStore Working() => Broken ? throw new StoreException(StoreFailure.Unavailable, Reason) : inner;
}
