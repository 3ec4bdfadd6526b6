using System.Runtime.CompilerServices;
using Sync.Engine.Accounts;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Secrets;

/// <summary>Which master key wraps a tenant's own key.</summary>
/// <param name="Org">Whose; that of the accounts too.</param>
/// <param name="KeyId">The master key's id; null where it was wrapped before ids were noted.</param>
/// <param name="Kind">Where the master key is; null as before.</param>
/// <param name="Rotating">Whether a rotation of the tenant's own key was begun and not ended.</param>
/// <param name="Readable">Whether the master keys at hand can unwrap it.</param>
public sealed record KeyOverview(OrgId Org, string? KeyId, string? Kind, bool Rotating, bool Readable)
{
    /// <summary>Of everybody who has a key, the accounts first.</summary>
    public static async IAsyncEnumerable<KeyOverview> ListAsync(IDocumentStore store, MasterKey master, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var vault = new SecretVault(master);
        await foreach (var tenant in ScopesAsync(store, cancellation))
        {
            if (await tenant.GetAsync(DataKeys.Path, cancellation) is not { } document) continue;
            var keys = DataKeys.From(document);
            yield return new KeyOverview(
                tenant.Org, keys.Current.KeyId, keys.Current.Kind, keys.Former.Count > 0, await vault.CanReadAsync(tenant, cancellation));
        }
    }

    /// <summary>Every scope that can have a key.</summary>
    internal static async IAsyncEnumerable<ITenantStore> ScopesAsync(IDocumentStore store, [EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return store.OpenTenant(AccountDirectory.Scope);
        await foreach (var org in store.ListTenantsAsync(cancellation)) yield return store.OpenTenant(org);
    }
}
