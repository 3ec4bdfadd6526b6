using System.Collections.Concurrent;
using System.Globalization;

namespace Sync.Simulator.Kit;

/// <summary>Issues access tokens and knows which are still good.</summary>
public sealed class FakeGrant(TimeProvider time, TimeSpan life)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> expiries = new();
    private int count;

    /// <summary>Whether the owner took the app's rights away.</summary>
    public bool Revoked { get; private set; }

    /// <summary>When a token issued now ends.</summary>
    public DateTimeOffset NextExpiry => time.GetUtcNow() + life;

    /// <summary>A new token.</summary>
    public string Issue()
    {
        var token = "fake-token-" + Interlocked.Increment(ref count).ToString(CultureInfo.InvariantCulture);
        expiries[token] = NextExpiry;
        return token;
    }

    /// <summary>Whether an Authorization header, or a bare token, is good.</summary>
    public bool Accepts(string? given)
    {
        if (Revoked || given is null) return false;
        var token = given.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? given[7..] : given;
        return expiries.TryGetValue(token, out var expiry) && time.GetUtcNow() < expiry;
    }

    /// <summary>All tokens issued so far are stale.</summary>
    public void ExpireAll() => expiries.Clear();

    /// <summary>No token is good again until the owner allows the app anew.</summary>
    public void Revoke() => Revoked = true;

    /// <summary>The owner allows the app again; tokens of before stay dead.</summary>
    public void Allow()
    {
        if (Revoked) expiries.Clear();
        Revoked = false;
    }
}
