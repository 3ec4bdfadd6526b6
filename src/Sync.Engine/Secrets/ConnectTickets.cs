using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sync.Engine.Accounts;
using Sync.Engine.Connections;
using Sync.Store;

namespace Sync.Engine.Secrets;

/// <summary>
/// Lets whoever shows one connect exactly what it was issued for: an end, and an HMAC-SHA256 over that and all of the ask, under
/// a key derived from that of the accounts' scope.
/// </summary>
public sealed class ConnectTickets(IDocumentStore store, MasterKey master, TimeProvider time)
{
    private const string Purpose = "tickets to connect";
    private readonly SecretVault vault = new(master);

    /// <summary>How long one is good.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromMinutes(15);

    /// <summary>A ticket.</summary>
    /// <exception cref="SecretUnreadableException">The master key of the tenant's secrets is missing or another one.</exception>
    public async Task<string> IssueAsync(ITenantStore tenant, ConnectAsk ask, CancellationToken cancellation = default)
    {
        // A lost key must not be replaced by one that can sign and read nothing: the tenant's own key tells.
        await vault.EnsureAsync(tenant, cancellation);
        var end = (time.GetUtcNow() + Life).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return end + "." + Base64Url.EncodeToString(Sign(await KeyAsync(cancellation), end, ask));
    }

    /// <summary>Whether a ticket is good for what is asked.</summary>
    public async Task<bool> IsGoodAsync(string? ticket, ConnectAsk ask, CancellationToken cancellation = default)
    {
        if (ticket?.Split('.') is not [var end, var given]) return false;
        if (!long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || time.GetUtcNow().ToUnixTimeSeconds() >= seconds) return false;
        if (!Base64Url.IsValid(given)) return false;
        try
        {
            var right = Sign(await KeyAsync(cancellation), end, ask);
            return CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(given), right);
        }
        catch (SecretUnreadableException)
        {
            return false; // a key that is lost has signed nothing that is good now
        }
    }

    private Task<byte[]> KeyAsync(CancellationToken cancellation) => vault.DeriveKeyAsync(store.OpenTenant(AccountDirectory.Scope), Purpose, cancellation);

    private static byte[] Sign(byte[] key, string end, ConnectAsk ask)
    {
        var words = new[] { end, ask.Org.Value, ask.Connector, ask.Connection }
            .Concat(ask.Given.OrderBy(g => g.Key, StringComparer.Ordinal).SelectMany(g => new[] { g.Key, g.Value }))
            .Concat(ask.By is { } by ? [by] : []); // settings come in pairs, so that an odd one at the end is nothing else
        return HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Join('&', words.Select(Uri.EscapeDataString))));
    }
}
