using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Secrets;

/// <summary>
/// Wraps each tenant's own key with another master key. Each is one commit, which its audit entry is part of: whoever is killed
/// begins again, and does what is left.
/// </summary>
/// <param name="store">The tenants.</param>
/// <param name="known">The keys that unwrap: the one before and the one to come.</param>
/// <param name="to">The one to come.</param>
/// <param name="time">The clock of the audit entries.</param>
public sealed class MasterKeyRotation(IDocumentStore store, MasterKey known, IWrappingKey to, TimeProvider time)
{
    private readonly SecretVault vault = new(known);

    /// <summary>Every org, and the accounts.</summary>
    /// <returns>How it went, in order of id.</returns>
    /// <exception cref="StoreException">The store, or a service that keeps a key, cannot go on; what is done is done.</exception>
    public async Task<RotationReport> RunAsync(Actor actor, CancellationToken cancellation = default)
    {
        var report = new RotationReport();
        await foreach (var tenant in KeyOverview.ScopesAsync(store, cancellation))
        {
            try
            {
                if (await RotateAsync(tenant, actor, cancellation)) report.Rotated.Add(tenant.Org);
            }
            catch (SecretUnreadableException)
            {
                report.Unreadable.Add(tenant.Org); // nobody can read it now, rotated or not; the others must not wait for it
            }
        }

        return report;
    }

    private async Task<bool> RotateAsync(ITenantStore tenant, Actor actor, CancellationToken cancellation)
    {
        while (true)
        {
            if (await tenant.GetAsync(DataKeys.Path, cancellation) is not { } document) return false;
            var keys = DataKeys.From(document);
            if (keys.All.All(k => k.KeyId is not null && k.KeyId == to.Id)) return false;
            var rotated = keys with { Current = await WrapAsync(tenant, keys.Current, cancellation), Former = await Task.WhenAll(keys.Former.Select(k => WrapAsync(tenant, k, cancellation))) };
            try
            {
                await tenant.CommitAsync(
                [
                    DocumentWrite.Replace(DataKeys.Path, rotated.Body(), document.Version),
                    AuditLog.Line(time, actor, "keys.rotated", "master key", $"{keys.Current.KeyId ?? "unnamed"} to {rotated.Current.KeyId} ({rotated.Current.Kind})"),
                ], cancellation);
                return true;
            }
            catch (StoreException e) when (e.Failure is StoreFailure.VersionChanged or StoreFailure.AlreadyExists)
            {
                // Somebody else rotates too, or an answer was lost: look again.
            }
        }
    }

    private async Task<WrappedKey> WrapAsync(ITenantStore tenant, WrappedKey key, CancellationToken cancellation) =>
        await SecretVault.WrapAsync(to, tenant, await vault.UnwrapAsync(tenant, key, cancellation), cancellation);
}
