using Sync.ConnectorKit;

namespace Sync.Connectors.Square;

/// <summary>What Square is, as data.</summary>
internal static class SquareDescriptor
{
    // Square says that a sale taken offline is sent within 72 hours (description of SearchOrders).
    private static readonly TimeSpan OfflineSales = TimeSpan.FromHours(72);

    // Usually under 30 seconds, now and then a minute or more (description of SearchCustomers).
    private static readonly TimeSpan SearchDelay = TimeSpan.FromMinutes(1);

    public static ConnectorDescriptor Value { get; } = new()
    {
        Id = "square",
        DisplayName = "Square",
        Auth = AuthKind.OAuth2,
        // Square does not publish its limits: ten a second is a careful guess.
        Budget = new RateBudget(4) { PerSecond = 10, Burst = 10 },
        Scopes =
        [
            Scope.Locations, Scope.Customers, Scope.Orders, Scope.Catalog, Scope.Inventory, Scope.Loyalty,
        ],
        Streams =
        [
            // Deleted customers vanish from the search without a word: only a read of all of them shows it.
            new StreamDescriptor(PosStream.Customers, ReadStyle.Changes) { Scope = Scope.Customers, Freshness = SearchDelay },
            // Orders are never deleted; a return is an order of its own.
            new StreamDescriptor(PosStream.Orders, ReadStyle.Changes) { Scope = Scope.Orders, Freshness = SearchDelay, Lateness = OfflineSales },
            new StreamDescriptor(PosStream.Products, ReadStyle.Changes) { Scope = Scope.Catalog, CarriesDeletes = true },
            new StreamDescriptor(PosStream.Inventory, ReadStyle.Changes) { Scope = Scope.Inventory },
        ],
        Fields =
        [
            new(Settings.AccessToken, "Access token", "What signing in to Square gave, or the personal access token of your application in Square's Developer Console.")
            {
                Required = true,
                Secret = true,
            },
            new(Settings.RefreshToken, "Refresh token", "Renews the access token. Leave it empty with a personal access token.") { Secret = true },
            new(Settings.ClientId, "Application id", "The id of the application that the tokens were given to; needed to renew them."),
            new(Settings.ClientSecret, "Application secret", "The secret of that application; needed to renew the tokens.") { Secret = true },
            new(Settings.LocationIds, "Location ids", "Read the orders and the stock of these locations only, with commas between them. Left empty: all locations."),
            new(Settings.Loyalty, "Loyalty points", "Whether to read loyalty points with the customers: 'auto' reads them where Square allows it.")
            {
                Default = Settings.LoyaltyAuto,
                Choices = [Settings.LoyaltyAuto, Settings.LoyaltyOff],
            },
            new(Settings.HistoryDays, "Days of history", "How many days of past orders to fetch. Left empty: all of them.") { Kind = SettingKind.Number },
            new(Settings.OverlapMinutes, "Minutes read again", "Square's search lags behind: each sync reads this many minutes before the last one again.")
            {
                Kind = SettingKind.Number,
                Default = "5",
            },
            new(Settings.CursorMinutes, "Minutes a page mark holds", "How long after an interruption Square's own page mark is still used; later the read goes on by time.")
            {
                // Square's developer forum (topic 2950): 15 minutes, then 400. It is not in the reference, so not verified.
                Kind = SettingKind.Number,
                Default = "10",
            },
            new(Settings.ApiVersion, "API version", "The version of Square's API, as a date, sent with each request.") { Default = "2025-08-20" },
            new(Settings.BaseUrl, "Address", $"Where the API is. Left empty: {SquareClient.DefaultBaseUrl}.") { Kind = SettingKind.Url },
        ],
    };
}

/// <summary>Square's names of its permissions.</summary>
internal static class Scope
{
    public const string Locations = "MERCHANT_PROFILE_READ";
    public const string Customers = "CUSTOMERS_READ";
    public const string Orders = "ORDERS_READ";
    public const string Catalog = "ITEMS_READ";
    public const string Inventory = "INVENTORY_READ";
    public const string Loyalty = "LOYALTY_READ";
}

/// <summary>The names of the settings.</summary>
internal static class Settings
{
    public const string AccessToken = "accessToken";
    public const string RefreshToken = "refreshToken";
    public const string ClientId = "clientId";
    public const string ClientSecret = "clientSecret";
    public const string LocationIds = "locationIds";
    public const string Loyalty = "loyalty";
    public const string LoyaltyAuto = "auto";
    public const string LoyaltyOff = "off";
    public const string HistoryDays = "historyDays";
    public const string OverlapMinutes = "overlapMinutes";
    public const string CursorMinutes = "cursorMinutes";
    public const string ApiVersion = "apiVersion";
    public const string BaseUrl = "baseUrl";
}
