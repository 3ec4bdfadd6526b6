using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Sync.ConnectorKit.OAuth;

/// <summary>Proof key for code exchange (RFC 7636): only who began a sign-in can end it.</summary>
public static class Pkce
{
    /// <summary>The challenge of a verifier, by method S256.</summary>
    public static string Challenge(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    /// <summary>A verifier of 256 random bits.</summary>
    public static string NewVerifier() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
