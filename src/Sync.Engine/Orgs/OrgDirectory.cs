using Sync.Engine.Audit;
using Sync.Engine.Documents;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Orgs;

/// <summary>The orgs and their settings, in each tenant's own document <c>tenants/{orgId}</c>.</summary>
public sealed class OrgDirectory(IDocumentStore store, TimeProvider time)
{
    /// <summary>Adds an org.</summary>
    /// <param name="org">Its id.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="by">Who does it, for the first line of its audit log; null where nobody in particular does.</param>
    /// <exception cref="OrgException">There is one of that id.</exception>
    public async Task AddAsync(OrgId org, OrgSettings settings, CancellationToken cancellation = default, Actor? by = null)
    {
        settings = OrgSettingsDocument.Checked(settings);
        if (org == Accounts.AccountDirectory.Scope) throw new OrgException($"'{org}' is kept for Sync's own use. Use another id.");
        var body = OrgSettingsDocument.ToBody(org, settings, time.GetUtcNow());
        try
        {
            await store.OpenTenant(org).CommitAsync(
                [DocumentWrite.Create(DocumentPath.Tenant, body), .. by is null ? [] : (DocumentWrite[])[AuditLog.Line(time, by, "org.added", settings.Name)]], cancellation);
        }
        catch (StoreException e) when (e.Failure == StoreFailure.AlreadyExists)
        {
            throw new OrgException($"There is an org '{org}' already. Use another id, or 'org set {org} …' to change its settings.");
        }
    }

    /// <summary>
    /// Changes an org's settings. A menu that is closed by it is closed at once; one that is opened lets the world in when the next
    /// run has taken the costs out of it.
    /// </summary>
    public async Task SaveAsync(OrgId org, OrgSettings settings, CancellationToken cancellation = default)
    {
        settings = OrgSettingsDocument.Checked(settings);
        var body = OrgSettingsDocument.ToBody(org, settings, null);
        await store.OpenTenant(org).CommitAsync([DocumentWrite.Merge(DocumentPath.Tenant, body, OrgSettingsDocument.GoneFrom(settings))], cancellation);
    }

    /// <summary>An org's settings as they stand, to be changed by <see cref="ChangeAsync"/>.</summary>
    /// <exception cref="OrgException">There is no such org.</exception>
    public static async Task<OrgSettingsVersion> ReadAsync(ITenantStore tenant, CancellationToken cancellation = default)
    {
        var document = await FindAsync(tenant, cancellation);
        var settings = OrgSettingsDocument.From(document.Body);
        return new OrgSettingsVersion(settings, OrgSettingsChanges.Version(settings));
    }

    /// <summary>Changes an org's settings as they were read, together with the line of the audit log that says what was and what is.</summary>
    /// <returns>False where somebody has changed them since they were read: nothing was changed then.</returns>
    /// <exception cref="OrgException">A setting is none.</exception>
    public async Task<bool> ChangeAsync(ITenantStore tenant, OrgSettings settings, string version, Actor actor, CancellationToken cancellation = default)
    {
        settings = OrgSettingsDocument.Checked(settings);
        while (true)
        {
            var document = await FindAsync(tenant, cancellation);
            var before = OrgSettingsDocument.From(document.Body);
            if (OrgSettingsChanges.Version(before) != version) return false;
            var changes = OrgSettingsChanges.Between(before, settings);
            if (changes.Count == 0) return true;
            try
            {
                await tenant.CommitAsync(
                [
                    DocumentWrite.Replace(DocumentPath.Tenant, WithOthersFields(document.Body, settings, tenant.Org), document.Version),
                    AuditLog.Line(time, actor, "settings.changed", string.Join(", ", changes.Select(c => c.Field)), string.Join("; ", changes.Select(c => $"{c.Field}: {c.Before} → {c.After}"))),
                ], cancellation);
                return true;
            }
            catch (StoreException e) when (e.Failure == StoreFailure.VersionChanged)
            {
                // Somebody has changed the settings, or a run has noted something beside them: look again which.
            }
        }
    }

    /// <summary>An org's settings, read through a scope that counts.</summary>
    /// <exception cref="OrgException">There is no such org.</exception>
    public static async Task<OrgSettings> GetAsync(ITenantStore tenant, CancellationToken cancellation = default) =>
        OrgSettingsDocument.From((await FindAsync(tenant, cancellation)).Body);

    /// <summary>An org's own document.</summary>
    /// <exception cref="OrgException">There is no such org.</exception>
    internal static async Task<StoredDocument> FindAsync(ITenantStore tenant, CancellationToken cancellation) =>
        await tenant.GetAsync(DocumentPath.Tenant, cancellation)
        ?? throw new OrgException($"There is no org '{tenant.Org}'. 'org list' shows those there are; 'org add {tenant.Org} --name …' makes it.");

    /// <summary>The ids of all orgs, in order.</summary>
    public IAsyncEnumerable<OrgId> ListAsync(CancellationToken cancellation = default) => store.ListTenantsAsync(cancellation);

    private static DocumentBody WithOthersFields(DocumentBody stored, OrgSettings settings, OrgId org)
    {
        var ours = OrgSettingsDocument.ToBody(org, settings, null);
        HashSet<string> own = [.. ours.Read().Names, .. OrgSettingsDocument.GoneFrom(settings)];
        return DocumentBody.Join(ours, stored.CanonicalOf(stored.Read().Names.Where(n => !own.Contains(n)).ToHashSet(StringComparer.Ordinal))).Canonical();
    }
}
