using Sync.Model;

namespace Sync.Store;

/// <summary>A database of tenants' documents. It can be read and written only through one tenant at a time.</summary>
public interface IDocumentStore : IAsyncDisposable
{
    /// <summary>
    /// Opens one tenant's documents. Each call gives a scope with a count of its own, so that a run can report what it cost.
    /// </summary>
    ITenantStore OpenTenant(OrgId org);

    /// <summary>The tenants whose own document (<see cref="DocumentPath.Tenant"/>) exists, in order of id.</summary>
    IAsyncEnumerable<OrgId> ListTenantsAsync(CancellationToken cancellation = default);

    /// <summary>
    /// Makes sure that the database has today's layout, where there is such a thing. Whether a remote one can be reached, its
    /// first use shows.
    /// </summary>
    /// <exception cref="StoreException">It cannot be opened, or was written by a newer version.</exception>
    Task PrepareAsync(CancellationToken cancellation = default);
}
