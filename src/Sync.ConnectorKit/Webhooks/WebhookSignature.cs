using System.Security.Cryptography;
using System.Text;

namespace Sync.ConnectorKit.Webhooks;

/// <summary>Compares signatures and codes in a time that tells nothing.</summary>
public static class WebhookSignature
{
    /// <summary>HMAC-SHA256 over parts that follow one another.</summary>
    public static byte[] HmacSha256(string secret, params ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        foreach (var part in parts) hash.AppendData(part.Span);
        return hash.GetHashAndReset();
    }

    /// <summary>Whether two texts are the same; null is like nothing. The time taken tells neither length nor content.</summary>
    public static bool Same(string? given, string expected)
    {
        if (given is null || expected.Length == 0) return false;
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
    }
}
