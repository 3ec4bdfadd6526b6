using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Sync.ConnectorKit.Http;

/// <summary>Reads how long a token lives where it is a JWT (RFC 7519: <c>exp</c> and <c>iat</c> are seconds since 1970).</summary>
internal static class JwtLife
{
    /// <summary>The token's life from its issue on; null where it is no JWT, has no <c>exp</c>, or makes no sense by our clock.</summary>
    public static TimeSpan? Of(string token, DateTimeOffset now)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || !Base64Url.IsValid(parts[1])) return null;
        var (expires, issued) = Read(Base64Url.DecodeFromUtf8(Encoding.ASCII.GetBytes(parts[1])));
        if (expires is null) return null;
        // Where the token says when it was issued, a difference between the two clocks does no harm.
        var seconds = expires.Value - (issued ?? now.ToUnixTimeSeconds());
        return seconds is > 0 and < 366 * 86_400L ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static (long? Expires, long? Issued) Read(ReadOnlySpan<byte> claims)
    {
        if (!JsonText.IsWhole(claims)) return default;
        long? expires = null, issued = null;
        var reader = new Utf8JsonReader(claims);
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName) continue;
            var (isExpiry, isIssue) = (reader.ValueTextEquals("exp"), reader.ValueTextEquals("iat"));
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var value)) continue;
            if (isExpiry) expires = (long)value;
            if (isIssue) issued = (long)value;
        }

        return (expires, issued);
    }
}
