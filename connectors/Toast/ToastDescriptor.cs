using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;

namespace Sync.Connectors.Toast;

/// <summary>What Toast is, as data.</summary>
internal static class ToastDescriptor
{
    // A change is stamped by Toast when it arrives there; the overlap covers clocks that differ and stamps that surface late.
    public static readonly TimeSpan Lateness = TimeSpan.FromMinutes(10);

    // Source: Toast's "Rate limiting": ordersBulk takes 5 requests a second per restaurant, which is the tightest of the
    // limits that a whole read meets (all APIs together: 20 a second and 10,000 in 15 minutes, so 11 a second steadily).
    // Its slices of a second are fixed, and a burst would leave the rest of its own no room: evenly spaced, none holds more than 5.
    private static readonly RateBudget Rate = new(2) { PerSecond = 5 };

    public static ConnectorDescriptor Value { get; } = new()
    {
        Id = "toast",
        DisplayName = "Toast",
        Auth = AuthKind.ClientCredentials,
        Budget = Rate,
        IsOtherAccount = ConnectorDescriptor.AreApart,
        Scopes = [ToastScopes.Orders, ToastScopes.Guests, ToastScopes.Menus, ToastScopes.Stock, ToastScopes.Restaurants],
        Streams =
        [
            // Toast lists no customers: these are the guests on the checks, and a guest is never seen to be deleted.
            new StreamDescriptor(PosStream.Customers, ReadStyle.Changes) { Lateness = Lateness, Scope = ToastScopes.Guests },
            new StreamDescriptor(PosStream.Orders, ReadStyle.Changes) { NewestFirst = true, CarriesDeletes = true, Lateness = Lateness, Scope = ToastScopes.Orders },
            new StreamDescriptor(PosStream.Products, ReadStyle.Changes) { CarriesDeletes = true, Scope = ToastScopes.Menus },
            new StreamDescriptor(PosStream.Inventory, ReadStyle.Whole) { CarriesDeletes = true, Scope = ToastScopes.Stock },
        ],
        Fields =
        [
            new(ToastSettings.ClientId, "Client id", "The client id of your Toast API credentials (Toast Web, Integrations, Toast API access).") { Required = true },
            new(ToastSettings.ClientSecret, "Client secret", "The secret that was shown with the client id.") { Required = true, Secret = true },
            new(ToastSettings.Restaurants, "Restaurant GUIDs", "The GUID of each restaurant to read, separated by commas; Toast Web shows it with the credentials.") { Required = true },
            new(ToastSettings.WebhookKey, "Webhook secret", "The secret that Toast shows for the webhook subscription. Without it webhooks are refused.") { Secret = true },
            new(ToastSettings.WebhookSigned, "Webhooks are signed with",
                $"Beside the body: the time in it as written ('{ToastSettings.SignedTimestamp}'), the same as Unix milliseconds ('{ToastSettings.SignedMilliseconds}'), or nothing ('{ToastSettings.SignedBody}'), if all are refused.")
            {
                Default = ToastSettings.SignedTimestamp,
                Choices = [ToastSettings.SignedTimestamp, ToastSettings.SignedMilliseconds, ToastSettings.SignedBody],
            },
            new(ToastSettings.BaseUrl, "Address", $"The host that Toast told you. Left empty: {ToastSettings.DefaultBaseUrl}.") { Kind = SettingKind.Url },
            new(ToastSettings.HistoryDays, "Days of history", "How many days of past orders to fetch. Left empty: all of them.") { Kind = SettingKind.Number },
            new(ToastSettings.HistoryBy, "History by", $"How past orders are asked for: by the time they were last changed ('{ToastSettings.ByModified}'), or day by day as the restaurant counts them ('{ToastSettings.ByBusinessDate}').")
            {
                Default = ToastSettings.ByModified,
                Choices = [ToastSettings.ByModified, ToastSettings.ByBusinessDate],
            },
            // Source: Toast's "ordersBulk": historical calls 5 to 10 seconds apart, which it does not enforce (UNVERIFIED).
            new(ToastSettings.HistorySeconds, "Seconds between requests of history", "How far apart orders of more than a day ago are asked for. 5, if Toast asks for it: all that was sold takes hours to read then.")
            {
                Kind = SettingKind.Number,
                Default = "0",
            },
            new(ToastSettings.GuestId, "Guests are told apart by", $"'{ToastSettings.ByGuid}', or '{ToastSettings.ByEmail}' if Toast gives one guest several GUIDs.")
            {
                Default = ToastSettings.ByGuid,
                Choices = [ToastSettings.ByGuid, ToastSettings.ByEmail],
            },
            new(ToastSettings.OverlapMinutes, "Minutes read again", "How many minutes before the last sync each sync begins, for changes that reach Toast late.")
            {
                Kind = SettingKind.Number,
                Default = "10",
            },
            new(ToastSettings.AheadMinutes, "Minutes ahead", "How far past now each sync asks, should Sync's clock be slow. 0 if Toast refuses an end that is yet to come.")
            {
                Kind = SettingKind.Number,
                Default = "5",
            },
            new(ToastSettings.PageSize, "Orders per request", "How many orders a request may bring: 1 to 100.") { Kind = SettingKind.Number, Default = "100" },
            new(OAuthFields.AccessToken, "Access token", "The token of the last log-in; noted by Sync.") { Secret = true, Managed = true },
            OAuthFields.Expires,
            new(ToastSettings.TokenFor, "Access token's credentials", "Which credentials the token was got with; noted by Sync.") { Secret = true, Managed = true },
        ],
    };
}

/// <summary>The names of the settings, and their choices.</summary>
internal static class ToastSettings
{
    public const string ClientId = "clientId";
    public const string ClientSecret = "clientSecret";
    public const string Restaurants = "restaurants";
    public const string WebhookKey = "webhookKey";
    public const string WebhookSigned = "webhookSigned";
    public const string AheadMinutes = "aheadMinutes";
    public const string BaseUrl = "baseUrl";
    public const string HistoryDays = "historyDays";
    public const string HistoryBy = "historyBy";
    public const string HistorySeconds = "historySeconds";
    public const string GuestId = "guestId";
    public const string OverlapMinutes = "overlapMinutes";
    public const string PageSize = "pageSize";
    public const string TokenFor = "accessTokenFor";

    public const string ByModified = "modified";
    public const string ByBusinessDate = "businessDate";
    public const string ByGuid = "guid";
    public const string ByEmail = "email";

    public const string SignedTimestamp = "timestamp";
    public const string SignedMilliseconds = "milliseconds";
    public const string SignedBody = "body";

    // Toast tells each partner its host; this one is commonly seen (UNVERIFIED).
    public const string DefaultBaseUrl = "https://ws-api.toasttab.com";

    // Source: orders 2.9.0, ordersBulk: "The maximum pageSize is 100".
    public const int LargestPage = 100;

    /// <summary>The restaurants, as they were filled in.</summary>
    public static IReadOnlyList<string> RestaurantsOf(ConnectionSettings settings) => (settings.Text(Restaurants) ?? "")
        .Split([',', ';', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>A GUID in the one form that Toast writes it in; null where a text is none.</summary>
    public static string? Guid(string? text) => System.Guid.TryParse(text, out var guid) ? guid.ToString("D") : null;
}

/// <summary>Toast's names for what credentials may read; fixed when they are made.</summary>
internal static class ToastScopes
{
    public const string Orders = "orders:read";
    public const string Guests = "guest.pi:read";
    public const string Menus = "menus:read";
    public const string Stock = "stock:read";
    public const string Restaurants = "restaurants:read";
}
