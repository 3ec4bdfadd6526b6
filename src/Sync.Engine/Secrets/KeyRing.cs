using Sync.Engine.Accounts;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Secrets;

/// <summary>
/// The keys that session cookies and forms are protected with, in <c>key_ring/{name}</c> of the accounts' scope: every process of
/// the service shares them. They are encrypted like a tenant's secrets.
/// </summary>
public sealed class KeyRing(IDocumentStore store, MasterKey master)
{
    private const string Collection = "key_ring";
    private readonly SecretVault vault = new(master);

    /// <summary>Every key.</summary>
    /// <exception cref="SecretUnreadableException">The master key is another one.</exception>
    public async Task<IReadOnlyList<Secret>> ReadAsync(CancellationToken cancellation = default)
    {
        var tenant = store.OpenTenant(AccountDirectory.Scope);
        List<Secret> all = [];
        await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = Collection }, cancellation))
            all.Add(new Secret(await vault.DecryptAsync(tenant, Purpose(document.Path.Id), document.Body.Read().Bytes("key")!, cancellation)));
        return all;
    }

    /// <summary>Adds a key, or replaces the one of that name.</summary>
    public async Task KeepAsync(string name, Secret key, CancellationToken cancellation = default)
    {
        var tenant = store.OpenTenant(AccountDirectory.Scope);
        var id = DocumentId.Escape(name);
        await GuardedCommit.RunAsync(tenant, async () =>
        {
            var secret = await vault.EncryptAsync(tenant, Purpose(id), key.Reveal(), cancellation);
            return [secret.Guard, DocumentWrite.Replace(new DocumentPath(Collection, id), Body(secret))];
        }, cancellation);
    }

    /// <summary>For when the master key is lost: drops what nobody can read any more, so that people sign in again. Nothing where it can be read.</summary>
    /// <param name="line">The line of the audit log of the accounts' scope that goes with it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Whether anything was dropped.</returns>
    public async Task<bool> ForgetIfUnreadableAsync(DocumentWrite line, CancellationToken cancellation = default)
    {
        var tenant = store.OpenTenant(AccountDirectory.Scope);
        if (await vault.CanReadAsync(tenant, cancellation)) return false;
        await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = Collection }, cancellation))
            await tenant.CommitAsync([DocumentWrite.Delete(document.Path)], cancellation);
        await tenant.CommitAsync([DocumentWrite.Delete(DataKeys.Path), line], cancellation);
        return true;
    }

    /// <summary>Encrypts with the tenant's current key what is encrypted with a former one.</summary>
    internal static async Task RenewAsync(ITenantStore tenant, SecretVault vault, CancellationToken cancellation)
    {
        await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = Collection }, cancellation))
        {
            if (await vault.RenewAsync(tenant, Purpose(document.Path.Id), document.Body.Read().Bytes("key")!, cancellation) is not { } secret) continue;
            try
            {
                await tenant.CommitAsync([DocumentWrite.Replace(document.Path, Body(secret), document.Version)], cancellation);
            }
            catch (StoreException e) when (e.Failure is StoreFailure.VersionChanged or StoreFailure.AlreadyExists)
            {
                // Somebody replaced it meanwhile: that was guarded, so it is encrypted with the current key.
            }
        }
    }

    private static DocumentBody Body(SealedSecret secret) => DocumentBody.Build(w => w.Bytes("key", secret.Bytes));

    private static string Purpose(string id) => "key ring " + id;
}
