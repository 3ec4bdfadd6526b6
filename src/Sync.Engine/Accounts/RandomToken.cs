using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Sync.Engine.Accounts;

/// <summary>Secrets that cannot be guessed, and the hashes of them that are stored. They are random enough to need no salt.</summary>
internal static class RandomToken
{
    /// <summary>256 random bits in base64url.</summary>
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is stored of one.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Whether a token has the stored hash; the time taken does not tell how much of it fits.</summary>
    public static bool Fits(string token, string? hash) =>
        hash is not null && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(token)), Encoding.ASCII.GetBytes(hash));
}
