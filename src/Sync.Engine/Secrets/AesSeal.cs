using System.Security.Cryptography;

namespace Sync.Engine.Secrets;

/// <summary>AES-256-GCM: a random nonce, the tag, and what was encrypted. The purpose is authenticated with it.</summary>
internal static class AesSeal
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public static byte[] Seal(ReadOnlySpan<byte> key, byte[] clear, byte[] purpose)
    {
        var bytes = new byte[NonceBytes + TagBytes + clear.Length];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(bytes.AsSpan(0, NonceBytes), clear, bytes.AsSpan(NonceBytes + TagBytes), bytes.AsSpan(NonceBytes, TagBytes), purpose);
        return bytes;
    }

    /// <exception cref="SecretUnreadableException">The key or the purpose is another one, or the bytes were altered.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, byte[] bytes, byte[] purpose)
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
