using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Sync.Simulator;

/// <summary>Issues tokens of the shape of a JWT and knows which are still good. Nothing is signed: nobody checks it.</summary>
internal sealed class FakeTokens(TimeProvider time, TimeSpan life)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> expiries = new();
    private int count;

    public string Issue()
    {
        var now = time.GetUtcNow();
        var expiry = now + life;
        var claims = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"iat":{{now.ToUnixTimeSeconds()}},"exp":{{expiry.ToUnixTimeSeconds()}},"jti":{{Interlocked.Increment(ref count)}}}""");
        var token = Part("""{"alg":"HS256","typ":"JWT"}""") + "." + Part(claims) + "." + Part("not a signature");
        expiries[token] = expiry;
        return token;
    }

    public bool Accepts(string? authorization) =>
        authorization?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) == true
        && expiries.TryGetValue(authorization[7..], out var expiry)
        && time.GetUtcNow() < expiry;

    public void RevokeAll() => expiries.Clear();

    private static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
