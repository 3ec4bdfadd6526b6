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
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    /// <summary>Where the tenant's own key stands, wrapped.</summary>
    public static readonly DocumentPath KeyPath = new("keys", "data");

    /// <summary>Encrypts a text for one purpose, such as a connection's id.</summary>
    public async Task<byte[]> EncryptAsync(ITenantStore store, string purpose, string text, CancellationToken cancellation) =>
        Seal(await DataKeyAsync(store, cancellation), Encoding.UTF8.GetBytes(text), Purpose(store, purpose));

    /// <summary>Reads what was encrypted for the same tenant and purpose.</summary>
    /// <exception cref="SecretUnreadableException">The master key is another one, or the bytes were altered.</exception>
    public async Task<string> DecryptAsync(ITenantStore store, string purpose, byte[] bytes, CancellationToken cancellation) =>
        Encoding.UTF8.GetString(Open(await DataKeyAsync(store, cancellation), bytes, Purpose(store, purpose)));

    /// <summary>A key for one purpose that is not encryption; the same each time.</summary>
    /// <exception cref="SecretUnreadableException">The master key is another one.</exception>
    public async Task<byte[]> DeriveKeyAsync(ITenantStore store, string purpose, CancellationToken cancellation) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, await DataKeyAsync(store, cancellation), 32, info: Purpose(store, purpose));

    /// <summary>Makes sure that the tenant's key can be unwrapped, and that there is one.</summary>
    /// <exception cref="SecretUnreadableException">The master key is another one, or is missing.</exception>
    public Task EnsureAsync(ITenantStore store, CancellationToken cancellation) => DataKeyAsync(store, cancellation);

    private async Task<byte[]> DataKeyAsync(ITenantStore store, CancellationToken cancellation)
    {
        var stored = await store.GetAsync(KeyPath, cancellation) ?? await CreateDataKeyAsync(store, cancellation);
        return Open(master.Existing ?? throw new SecretUnreadableException(null), stored.Body.Read().Bytes("wrapped")!, Purpose(store, "data key"));
    }

    private async Task<StoredDocument> CreateDataKeyAsync(ITenantStore store, CancellationToken cancellation)
    {
        var wrapped = Seal(master.ForWrapping, RandomNumberGenerator.GetBytes(32), Purpose(store, "data key"));
        try
        {
            await store.CommitAsync([DocumentWrite.Create(KeyPath, DocumentBody.Build(w => w.Bytes("wrapped", wrapped)))], cancellation);
        }
        catch (StoreException e) when (e.Failure == StoreFailure.AlreadyExists)
        {
            // Another process was faster; its key is the tenant's key.
        }

        return await store.GetAsync(KeyPath, cancellation)
            ?? throw new InvalidOperationException($"The key of tenant {store.Org} has vanished while it was made.");
    }

    private static byte[] Purpose(ITenantStore store, string purpose) => Encoding.UTF8.GetBytes(store.Org.Value + "\n" + purpose);

    private static byte[] Seal(ReadOnlySpan<byte> key, byte[] clear, byte[] purpose)
    {
        var bytes = new byte[NonceBytes + TagBytes + clear.Length];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(bytes.AsSpan(0, NonceBytes), clear, bytes.AsSpan(NonceBytes + TagBytes), bytes.AsSpan(NonceBytes, TagBytes), purpose);
        return bytes;
    }

    private static byte[] Open(ReadOnlySpan<byte> key, byte[] bytes, byte[] purpose)
    {
        try
        {
            var clear = new byte[bytes.Length - NonceBytes - TagBytes];
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(bytes.AsSpan(0, NonceBytes), bytes.AsSpan(NonceBytes + TagBytes), bytes.AsSpan(NonceBytes, TagBytes), clear, purpose);
            return clear;
        }
        catch (Exception e) when (e is CryptographicException or OverflowException or ArgumentException)
        {
            throw new SecretUnreadableException(e);
        }
    }
}
