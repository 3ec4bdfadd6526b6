using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Sync.Web.Http;

/// <summary>A secret that a caller must show as <c>Authorization: Bearer …</c>.</summary>
internal sealed class BearerSecret(string secret)
{
    private const string Scheme = "Bearer ";

    // Trimmed: a secret that was written to a file or a secret manager often carries the editor's last line break.
    private readonly byte[] expected = Hash(secret.Trim());

    /// <summary>Whether the header shows it. Hashes are compared, so that the time taken tells neither length nor content.</summary>
    public bool IsShownIn(StringValues header)
    {
        if (header is not [{ } value] || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return false;
        return CryptographicOperations.FixedTimeEquals(Hash(value[Scheme.Length..].Trim()), expected);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
