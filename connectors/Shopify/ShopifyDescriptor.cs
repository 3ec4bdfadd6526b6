using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;

namespace Sync.Connectors.Shopify;

/// <summary>The names of the settings.</summary>
internal static class Settings
{
    public const string Shop = "shop";
    public const string AccessToken = "accessToken";
    public const string RefreshToken = "refreshToken";
    public const string ClientId = "clientId";
    public const string ClientSecret = "clientSecret";
    public const string ApiVersion = "apiVersion";
    public const string BaseUrl = "baseUrl";
    public const string HistoryDays = "historyDays";
    public const string OverlapMinutes = "overlapMinutes";
    public const string Stock = "stock";
    public const string PageSize = "pageSize";
    public const string Bulk = "bulk";

    public const string StockByChange = "changes";
    public const string StockWhole = "all";

    public const string BulkAuto = "auto";
    public const string BulkOn = "on";
    public const string BulkOff = "off";
}

/// <summary>The names of the permissions.</summary>
internal static class Scopes
{
    public const string Orders = "read_orders";
    public const string AllOrders = "read_all_orders";
    public const string Customers = "read_customers";
    public const string Products = "read_products";
    public const string Inventory = "read_inventory";
    public const string Locations = "read_locations";
}

/// <summary>What Shopify is, as data.</summary>
internal static class ShopifyDescriptor
{
    public const string DefaultVersion = "2026-07";

    // How far the search index, which answers the filters, lags behind the shop is published nowhere: ten minutes, and a setting.
    public const int DefaultOverlapMinutes = 10;
    public const int DefaultPageSize = 50;

    /// <summary>Without <see cref="Scopes.AllOrders"/> older orders do not exist for an app.</summary>
    public static readonly TimeSpan RecentOrders = TimeSpan.FromDays(60);

    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(DefaultOverlapMinutes);

    /// <summary>The code flow for tokens that expire and stay good without anybody present (shopify.dev; Shopify's own Node library). PKCE is no part of it.</summary>
    public static OAuthDescriptor OAuth { get; } = new()
    {
        AuthoriseAt = settings => ShopifyClient.AddressOf(settings) + "/admin/oauth/authorize",
        ScopeSeparator = ",",
        NeedApproval = [Scopes.AllOrders],
        TokenAt = settings => ShopifyClient.AddressOf(settings) + "/admin/oauth/access_token",
        ExchangeWith = new Dictionary<string, string> { ["expiring"] = "1" },
        RedirectWithCode = false,
        RefreshWith = new Dictionary<string, string> { ["grant_type"] = "refresh_token" },
        OwnAppNeedsNoGrant = true,
        AskedFirst = [Settings.Shop],
        CheckCallback = ShopifyOAuth.Check,
        Account = Settings.Shop,
        AccountOf = ShopifyOAuth.HostOf,
        // "Only one expiring token can be active per app and shop" (shopify.dev).
        EndsFormerGrants = true,
        Refusals = ShopifyStatus.Logins,
        // Tokens live an hour; a new one ends those before it, so none is fetched without need.
        RenewBefore = TimeSpan.FromSeconds(90),
        SignInAgain = ShopifyStatus.SignInAgain,
    };

    public static ConnectorDescriptor Value { get; } = new()
    {
        Id = "shopify",
        DisplayName = "Shopify",
        Auth = AuthKind.OAuth2,
        OAuth = OAuth,
        // The limit is by the cost of queries, not by their number: the client keeps it by what each answer tells of the bucket.
        Budget = new RateBudget(2),
        HistoryLimit = RecentOrders,
        AllHistoryWith = Scopes.AllOrders,
        IsOtherAccount = ConnectorDescriptor.AreApart,
        Scopes = [Scopes.Orders, Scopes.AllOrders, Scopes.Customers, Scopes.Products, Scopes.Inventory, Scopes.Locations],
        Streams =
        [
            // What is deleted shows in webhooks, and in that a whole read does not find it; a read of changes does not tell.
            new StreamDescriptor(PosStream.Customers, ReadStyle.Changes) { Scope = Scopes.Customers, Lateness = Lag },
            new StreamDescriptor(PosStream.Orders, ReadStyle.Changes)
            {
                NewestFirst = true,
                NewestFirstWhere = "by page; in bulk the last 60 days, then the rest of a year, then what is older",
                Scope = Scopes.Orders,
                Lateness = Lag,
            },
            new StreamDescriptor(PosStream.Products, ReadStyle.Changes) { Scope = Scopes.Products, Lateness = Lag },
            new StreamDescriptor(PosStream.Inventory, ReadStyle.Changes) { Scope = Scopes.Inventory, Lateness = Lag },
        ],
        Fields =
        [
            new(Settings.Shop, "Shop", "The shop's own address at Shopify, such as my-shop.myshopify.com.") { Required = true, DecidesWhere = true, Fault = ShopifyOAuth.Fault },
            new(Settings.AccessToken, "Access token", "The Admin API access token of your app. Leave it empty if you give a client id and secret.") { Secret = true },
            new(Settings.RefreshToken, "Refresh token", "For a token that expires: what renews it, with the client id and secret.") { Secret = true },
            new(Settings.ClientId, "Client id", "Of your app; needed to renew a token or to get one."),
            new(Settings.ClientSecret, "Client secret", "Of your app; needed to renew a token or to get one.") { Secret = true },
            OAuthFields.Expires,
            new(Settings.ApiVersion, "API version", "Which version of the Admin API to speak. Change it only if Shopify retires this one.") { Default = DefaultVersion },
            new(Settings.BaseUrl, "Address", "Where the API is. Left empty: the shop's own address.") { Kind = SettingKind.Url },
            new(Settings.HistoryDays, "Days of history", "How many days of past orders to fetch. Left empty: all that the app may see.") { Kind = SettingKind.Number },
            new(Settings.OverlapMinutes, "Minutes read again", "How many minutes back each sync reads again, since Shopify's search lags a little.")
            {
                Kind = SettingKind.Number,
                Default = "10",
            },
            new(Settings.Stock, "Stock", $"How stock is read: '{Settings.StockByChange}' for what changed, or '{Settings.StockWhole}' each time, if changes were missed.")
            {
                Default = Settings.StockByChange,
                Choices = [Settings.StockByChange, Settings.StockWhole],
            },
            new(Settings.PageSize, "Records at once", "How many records to ask for at once, up to 250. It is lowered by itself where the shop finds it too costly.")
            {
                Kind = SettingKind.Number,
                Default = "50",
            },
            new(Settings.Bulk, "History in bulk", $"Whether the first history is fetched as files that Shopify prepares: '{Settings.BulkAuto}' where that is faster, '{Settings.BulkOn}' always, '{Settings.BulkOff}' never.")
            {
                Default = Settings.BulkAuto,
                Choices = [Settings.BulkAuto, Settings.BulkOn, Settings.BulkOff],
            },
        ],
    };
}
