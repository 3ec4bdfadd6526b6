using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;
using Sync.ConnectorKit.Webhooks;

namespace Sync.Connectors.Shopify;

/// <summary>What Shopify's sign-in has that others have not: a name that becomes a host, and a signed callback.</summary>
internal static class ShopifyOAuth
{
    private const string Ending = ".myshopify.com";
    private const string NoShop = "Enter the shop's own address at Shopify, such as my-shop.myshopify.com.";

    // Source: Shopify's own Node library, for timestamps before and after now.
    private static readonly TimeSpan FarthestAway = TimeSpan.FromSeconds(90);

    /// <summary>A shop's host. The name ends up in an address that credentials are sent to; the form is that of Shopify's own Node library.</summary>
    /// <exception cref="FixSettingsException">It is no shop's name.</exception>
    public static string HostOf(string? shop) =>
        NameIn(shop) is { } name ? name + Ending : throw new FixSettingsException(Settings.Shop, NoShop, "The setting 'shop' is no address of a shop.");

    /// <summary>What is wrong with what somebody filled in for their shop; null where nothing is.</summary>
    public static string? Fault(string shop) => NameIn(shop) is null ? NoShop : null;

    private static string? NameIn(string? shop)
    {
        var host = (shop ?? "").Trim().ToLowerInvariant();
        if (host.StartsWith("https://", StringComparison.Ordinal)) host = host["https://".Length..];
        host = host.TrimEnd('/');
        var name = host.EndsWith(Ending, StringComparison.Ordinal) ? host[..^Ending.Length] : host;
        return IsName(name) ? name : null;
    }

    /// <summary>Why a callback is not believed; null where it is.</summary>
    public static string? Check(OAuthCallback callback)
    {
        var query = callback.Query;
        if (callback.App.ClientSecret is not { } secret || !WebhookSignature.Same(query.GetValueOrDefault("hmac"), Signature(query, secret.Reveal())))
            return "Its hmac is missing or wrong.";
        if (!long.TryParse(query.GetValueOrDefault("timestamp"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(callback.ReceivedAt.ToUnixTimeSeconds() - seconds) > FarthestAway.TotalSeconds)
            return "It is too old.";
        var shop = query.GetValueOrDefault("shop") ?? "";
        if (!shop.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) || !IsName(shop[..^Ending.Length].ToLowerInvariant())) return "It names no shop.";
        return shop.ToLowerInvariant() == HostOf(callback.Asked.Text(Settings.Shop)) ? null : "It is of another shop than the one that was asked.";
    }

    /// <summary>Of all parameters but two, by name, percent-encoded (a space is %20); in lower-case hexadecimal.</summary>
    public static string Signature(IReadOnlyDictionary<string, string> query, string secret)
    {
        var signed = string.Join('&', query
            .Where(q => q.Key is not ("hmac" or "signature"))
            .OrderBy(q => q.Key, StringComparer.Ordinal)
            .Select(q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value)}"));
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed)));
    }

    // Shopify's library lets an underscore be, which names of hosts have not.
    private static bool IsName(string name) => HostName.IsLabel(name.Replace('_', '-'));
}
