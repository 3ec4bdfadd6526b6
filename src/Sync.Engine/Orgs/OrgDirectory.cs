using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Orgs;

/// <summary>The orgs and their settings, in each tenant's own document <c>tenants/{orgId}</c>.</summary>
public sealed class OrgDirectory(IDocumentStore store, TimeProvider time)
{
    /// <summary>Adds an org.</summary>
    /// <exception cref="OrgException">There is one of that id.</exception>
    public async Task AddAsync(OrgId org, OrgSettings settings, CancellationToken cancellation = default)
    {
        OrgSettingsDocument.Validate(settings);
        if (org == Accounts.AccountDirectory.Scope) throw new OrgException($"'{org}' is kept for Sync's own use. Use another id.");
        var body = OrgSettingsDocument.ToBody(org, settings, time.GetUtcNow());
        try
        {
            await store.OpenTenant(org).CommitAsync([DocumentWrite.Create(DocumentPath.Tenant, body)], cancellation);
        }
        catch (StoreException e) when (e.Failure == StoreFailure.AlreadyExists)
        {
            throw new OrgException($"There is an org '{org}' already. Use another id, or 'org set {org} …' to change its settings.");
        }
    }

    /// <summary>Changes an org's settings.</summary>
    public async Task SaveAsync(OrgId org, OrgSettings settings, CancellationToken cancellation = default)
    {
        OrgSettingsDocument.Validate(settings);
        var body = OrgSettingsDocument.ToBody(org, settings, null);
        await store.OpenTenant(org).CommitAsync([DocumentWrite.Merge(DocumentPath.Tenant, body)], cancellation);
    }

    /// <summary>An org's settings, read through a scope that counts.</summary>
    /// <exception cref="OrgException">There is no such org.</exception>
    public static async Task<OrgSettings> GetAsync(ITenantStore tenant, CancellationToken cancellation = default) =>
        await tenant.GetAsync(DocumentPath.Tenant, cancellation) is { } document
            ? OrgSettingsDocument.From(document.Body)
            : throw new OrgException($"There is no org '{tenant.Org}'. 'org list' shows those there are; 'org add {tenant.Org} --name …' makes it.");

    /// <summary>The ids of all orgs, in order.</summary>
    public IAsyncEnumerable<OrgId> ListAsync(CancellationToken cancellation = default) => store.ListTenantsAsync(cancellation);
}
