using System.Security.Cryptography;
using System.Text;
using Sync.Store;

namespace Sync.Engine.Secrets;

/// <summary>
/// Encrypts a tenant's secrets with AES-256-GCM under a key of the tenant's own, which stands in <c>keys/data</c> wrapped by
/// the master key. What is encrypted for one purpose cannot be read for another.
/// </summary>
internal sealed class SecretVault(MasterKey master)
{
    private const string DataKey = "data key";

    /// <summary>Encrypts a text for one purpose, such as a connection's id.</summary>
    public async Task<SealedSecret> EncryptAsync(ITenantStore store, string purpose, string text, CancellationToken cancellation)
    {
        var (keys, version) = await ReadAsync(store, cancellation);
        var bytes = AesSeal.Seal(await UnwrapAsync(store, keys.Current, cancellation), Encoding.UTF8.GetBytes(text), Purpose(store, purpose));
        return new SealedSecret(bytes, DocumentWrite.Verify(DataKeys.Path, version));
    }

    /// <summary>Reads what was encrypted for the same tenant and purpose.</summary>
    /// <exception cref="SecretUnreadableException">The master key is another one, or the bytes were altered.</exception>
    public async Task<string> DecryptAsync(ITenantStore store, string purpose, byte[] bytes, CancellationToken cancellation)
    {
        var keys = (await ReadAsync(store, cancellation)).Keys;
        return (await OpenAsync(store, keys, purpose, bytes, cancellation)).Text;
    }

    /// <summary>The same text encrypted with the current key; null where it is already.</summary>
    /// <exception cref="SecretUnreadableException">The master key is another one, or the bytes were altered.</exception>
    public async Task<SealedSecret?> RenewAsync(ITenantStore store, string purpose, byte[] bytes, CancellationToken cancellation)
    {
        var keys = (await ReadAsync(store, cancellation)).Keys;
        var (text, with) = await OpenAsync(store, keys, purpose, bytes, cancellation);
        return with == keys.Current ? null : await EncryptAsync(store, purpose, text, cancellation);
    }

    /// <summary>Whether something is encrypted with the tenant's current key.</summary>
    public async Task<bool> IsCurrentAsync(ITenantStore store, string purpose, byte[] bytes, CancellationToken cancellation)
    {
        var current = (await ReadAsync(store, cancellation)).Keys.Current;
        try
        {
            _ = AesSeal.Open(await UnwrapAsync(store, current, cancellation), bytes, Purpose(store, purpose));
            return true;
        }
        catch (SecretUnreadableException)
        {
            return false; // which is what was asked
        }
    }

    /// <summary>A key for one purpose that is not encryption; the same each time, unless the tenant's key was rotated and it is not one of <see cref="LastingKeys"/>.</summary>
    /// <exception cref="SecretUnreadableException">The master key is another one.</exception>
    public async Task<byte[]> DeriveKeyAsync(ITenantStore store, string purpose, CancellationToken cancellation)
    {
        var keys = (await ReadAsync(store, cancellation)).Keys;
        return LastingKeys.Of(store, keys, await UnwrapAsync(store, keys.Current, cancellation), purpose);
    }

    /// <summary>Makes sure that the tenant's key can be unwrapped, and that there is one.</summary>
    /// <exception cref="SecretUnreadableException">The master key is another one, or is missing.</exception>
    public async Task EnsureAsync(ITenantStore store, CancellationToken cancellation) =>
        await UnwrapAsync(store, (await ReadAsync(store, cancellation)).Keys.Current, cancellation);

    /// <summary>Makes sure that the tenant's keys can be unwrapped, those before a rotation that goes on too.</summary>
    /// <exception cref="SecretUnreadableException">The master key is another one, or is missing.</exception>
    public async Task EnsureAllAsync(ITenantStore store, CancellationToken cancellation)
    {
        foreach (var key in (await ReadAsync(store, cancellation)).Keys.All) await UnwrapAsync(store, key, cancellation);
    }

    /// <summary>Whether the tenant's key, if there is one, can be unwrapped.</summary>
    public async Task<bool> CanReadAsync(ITenantStore store, CancellationToken cancellation)
    {
        try
        {
            if (await store.GetAsync(DataKeys.Path, cancellation) is { } document) await UnwrapAsync(store, DataKeys.From(document).Current, cancellation);
            return true;
        }
        catch (SecretUnreadableException)
        {
            return false; // which is what was asked
        }
    }

    /// <summary>A tenant's key in clear.</summary>
    public Task<byte[]> UnwrapAsync(ITenantStore store, WrappedKey key, CancellationToken cancellation) =>
        master.UnwrapAsync(key, Purpose(store, DataKey), cancellation);

    /// <summary>Wraps a tenant's key.</summary>
    public static Task<WrappedKey> WrapAsync(IWrappingKey with, ITenantStore store, byte[] dataKey, CancellationToken cancellation) =>
        with.WrapAsync(dataKey, Purpose(store, DataKey), cancellation);

    /// <summary>What bytes are authenticated with: whose they are and what for.</summary>
    public static byte[] Purpose(ITenantStore store, string purpose) => Encoding.UTF8.GetBytes(store.Org.Value + "\n" + purpose);

    // While the key is rotated there is a former one, and only then is more than one tried.
    private async Task<(string Text, WrappedKey With)> OpenAsync(ITenantStore store, DataKeys keys, string purpose, byte[] bytes, CancellationToken cancellation)
    {
        SecretUnreadableException? refusal = null;
        foreach (var key in keys.All)
        {
            var clear = await UnwrapAsync(store, key, cancellation);
            try
            {
                return (Encoding.UTF8.GetString(AesSeal.Open(clear, bytes, Purpose(store, purpose))), key);
            }
            catch (SecretUnreadableException e)
            {
                refusal = e; // a former key may fit
            }
        }

        throw refusal!;
    }

    private async Task<(DataKeys Keys, string Version)> ReadAsync(ITenantStore store, CancellationToken cancellation)
    {
        var stored = await store.GetAsync(DataKeys.Path, cancellation) ?? await CreateAsync(store, cancellation);
        return (DataKeys.From(stored), stored.Version);
    }

    private async Task<StoredDocument> CreateAsync(ITenantStore store, CancellationToken cancellation)
    {
        var keys = new DataKeys(await WrapAsync(master.InForce, store, RandomNumberGenerator.GetBytes(32), cancellation));
        try
        {
            await store.CommitAsync([DocumentWrite.Create(DataKeys.Path, keys.Body())], cancellation);
        }
        catch (StoreException e) when (e.Failure == StoreFailure.AlreadyExists)
        {
            // Another process was faster; its key is the tenant's key.
        }

        return await store.GetAsync(DataKeys.Path, cancellation)
            ?? throw new InvalidOperationException($"The key of tenant {store.Org} has vanished while it was made.");
    }
}
