using System.Security.Cryptography;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Requests;
using Sync.Store;

namespace Sync.Engine.Secrets;

/// <summary>
/// Gives a tenant a new key of its own and encrypts its secrets with it. First the new key comes before the old one, in one
/// commit, then each secret is encrypted anew, and only when none is left does the old key go. At each instant both are read;
/// whoever is killed begins again and does what is left. What is soon over is dropped: sign-ins under way, checked connections that are not saved yet.
/// </summary>
public sealed class DataKeyRotation(ConnectionDirectory connections, MasterKey master, TimeProvider time)
{
    private readonly SecretVault vault = new(master);

    /// <summary>One tenant.</summary>
    /// <returns>False where it has no key, and so no secrets.</returns>
    /// <exception cref="SecretUnreadableException">The master key is another one, or a secret was altered: the old key stays.</exception>
    public async Task<bool> RunAsync(ITenantStore tenant, Actor actor, CancellationToken cancellation = default)
    {
        if (await BeginAsync(tenant, actor, cancellation) is not { } generation) return false;
        await connections.RenewSecretsAsync(tenant, cancellation);
        await KeyRing.RenewAsync(tenant, vault, cancellation);
        await SignInStates.DropAsync(tenant, vault, cancellation);
        await PendingConnections.DropAsync(tenant, cancellation);
        await IdempotencyBook.RenewAsync(tenant, vault, cancellation);
        await EndAsync(tenant, generation, cancellation);
        return true;
    }

    // The new key before the old one; nothing where a rotation that was killed has done so.
    private async Task<long?> BeginAsync(ITenantStore tenant, Actor actor, CancellationToken cancellation)
    {
        while (true)
        {
            if (await tenant.GetAsync(DataKeys.Path, cancellation) is not { } document) return null;
            var keys = DataKeys.From(document);
            if (keys.Former.Count > 0) return keys.Generation;
            var (before, next) = (await vault.UnwrapAsync(tenant, keys.Current, cancellation), RandomNumberGenerator.GetBytes(32));
            var wrapped = await SecretVault.WrapAsync(master.InForce, tenant, next, cancellation);
            var begun = new DataKeys(wrapped) { Generation = keys.Generation + 1, Former = [keys.Current], Kept = LastingKeys.MovedTo(tenant, keys, before, next) };
            if (await ReplaceAsync(tenant, document, begun, AuditLog.Line(time, actor, "keys.rotated", "data key"), cancellation)) return begun.Generation;
        }
    }

    // Only the key that was begun with: somebody else's next rotation has its own secrets to look at.
    private static async Task EndAsync(ITenantStore tenant, long generation, CancellationToken cancellation)
    {
        while (await tenant.GetAsync(DataKeys.Path, cancellation) is { } document && DataKeys.From(document) is { Former.Count: > 0 } keys && keys.Generation == generation)
            if (await ReplaceAsync(tenant, document, keys with { Former = [] }, null, cancellation)) return;
    }

    private static async Task<bool> ReplaceAsync(ITenantStore tenant, StoredDocument document, DataKeys keys, DocumentWrite? line, CancellationToken cancellation)
    {
        var write = DocumentWrite.Replace(DataKeys.Path, keys.Body(), document.Version);
        try
        {
            await tenant.CommitAsync(line is null ? [write] : [write, line], cancellation);
            return true;
        }
        catch (StoreException e) when (e.Failure is StoreFailure.VersionChanged or StoreFailure.AlreadyExists)
        {
            return false; // somebody else was faster, or an answer was lost: look again
        }
    }
}
