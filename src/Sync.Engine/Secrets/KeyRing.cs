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
        var bytes = await vault.EncryptAsync(tenant, Purpose(id), key.Reveal(), cancellation);
        await tenant.CommitAsync([DocumentWrite.Replace(new DocumentPath(Collection, id), DocumentBody.Build(w => w.Bytes("key", bytes)))], cancellation);
    }

    private static string Purpose(string id) => "key ring " + id;
}
