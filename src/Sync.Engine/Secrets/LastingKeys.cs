using System.Security.Cryptography;
using Sync.Store;

namespace Sync.Engine.Secrets;

/// <summary>
/// Keys derived from a tenant's key. Those whose results are stored, and cannot be made anew, stay what they are when the tenant's
/// key is rotated: from then on they are stored, encrypted with the new one.
/// </summary>
internal static class LastingKeys
{
    /// <summary>The hashes of those who asked to be forgotten: from whom they were made is not known any more.</summary>
    public const string ErasedPeople = "erased people";

    private static readonly string[] All = [ErasedPeople];

    /// <summary>The key for a purpose.</summary>
    public static byte[] Of(ITenantStore store, DataKeys keys, byte[] dataKey, string purpose) => keys.Kept.TryGetValue(purpose, out var kept)
        ? AesSeal.Open(dataKey, kept, KeptPurpose(store, purpose))
        : HKDF.DeriveKey(HashAlgorithmName.SHA256, dataKey, 32, info: SecretVault.Purpose(store, purpose));

    /// <summary>All of them, encrypted with the key to come.</summary>
    public static Dictionary<string, byte[]> MovedTo(ITenantStore store, DataKeys keys, byte[] dataKey, byte[] next) =>
        All.ToDictionary(p => p, p => AesSeal.Seal(next, Of(store, keys, dataKey, p), KeptPurpose(store, p)));

    private static byte[] KeptPurpose(ITenantStore store, string purpose) => SecretVault.Purpose(store, "kept " + purpose);
}
