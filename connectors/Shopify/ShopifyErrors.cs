using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;

namespace Sync.Connectors.Shopify;

/// <summary>A query costs more than a single one may.</summary>
internal sealed class TooCostlyException(string said) : Exception(said);

/// <summary>A whole list is refused, because of the scope that it needs or a field within it. Never leaves the connector.</summary>
internal sealed class AccessDeniedException(IReadOnlyList<string> fields, string said) : Exception(said)
{
    public IReadOnlyList<string> Fields { get; } = fields;

    public FixSettingsException ForOwner(string scope) => Message.Contains("not approved", StringComparison.OrdinalIgnoreCase)
        ? new FixSettingsException(
            Settings.AccessToken,
            "Shopify has not approved this app for protected customer data. Request it in the app's settings at Shopify, then try again.",
            "Shopify refused: " + Message)
        : new FixSettingsException(
            Settings.AccessToken,
            $"The app may not read this: it lacks the permission {scope}. Grant it to the app at Shopify and install the app again.",
            "Shopify refused: " + Message);
}

/// <summary>What Shopify's statuses mean. Its words are left out, lest they echo a token.</summary>
internal static class ShopifyStatus
{
    public const string SignInAgain = "Shopify does not accept the app's token any more: the app was uninstalled or its token replaced. Connect the shop again.";

    public static StatusMap Reads { get; } = new("Shopify")
    {
        [301] = Moved,
        [302] = Moved,
        [307] = Moved,
        [308] = Moved,
        [401] = answer => new ReauthoriseException(SignInAgain, answer.Line),
        [402] = answer => new FixSettingsException(
            Settings.Shop, "The shop is frozen at Shopify until its bill is paid. Nothing can be read until then.", answer.Line),
        [403] = answer => new FixSettingsException(
            Settings.Shop, "Shopify does not let the app into this shop: its plan may have no API access, or the app may be blocked.", answer.Line),
        [404] = answer => new FixSettingsException(
            Settings.Shop, "Shopify knows no such shop, or not this version of its API. Check the shop's address and the API version.", answer.Line),
        [410] = answer => new FixSettingsException(
            Settings.ApiVersion, "Shopify does not speak this version of its API any more. Enter a newer one.", answer.Line),
        [423] = answer => new FixSettingsException(Settings.Shop, "The shop is locked at Shopify. Ask Shopify's support to open it.", answer.Line),
    };

    public static StatusMap Logins { get; } = new("Shopify")
    {
        [301] = Moved,
        [302] = Moved,
        [307] = Moved,
        [308] = Moved,
        [400] = Refused,
        [401] = Refused,
        [403] = Refused,
        [404] = answer => new FixSettingsException(Settings.Shop, "Shopify knows no such shop. Check the shop's address.", answer.Line),
    };

    private static FixSettingsException Moved(StatusAnswer answer) => new(
        Settings.Shop, "Shopify answers for this shop at another address. Enter its own one that ends in .myshopify.com.", answer.Line);

    private static ReauthoriseException Refused(StatusAnswer answer) => new(
        "Shopify does not renew the app's token: the app was uninstalled, or its client id and secret are wrong. Connect the shop again.", answer.Line);
}
