using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;

namespace Sync.Connectors.Clover;

/// <summary>Speaks to Clover: orders and stock by modification time, customers and items whole. Each merchant is one location.</summary>
public sealed partial class CloverConnector : IPosConnector, IListsLocations
{
    /// <inheritdoc />
    public ConnectorDescriptor Descriptor => CloverDescriptor.Value;

    /// <inheritdoc />
    public async Task<IReadOnlyList<PosLocation>> LocationsAsync(ConnectionContext connection, CancellationToken cancellation)
    {
        var client = ClientOf(connection);
        var merchant = await client.MerchantAsync(cancellation).ConfigureAwait(false);
        return [new PosLocation(client.MerchantId, merchant.Name, merchant.Timezone, null)];
    }

    /// <inheritdoc />
    public async Task<CheckReport> CheckAsync(ConnectionContext connection, CancellationToken cancellation)
    {
        var client = ClientOf(connection);
        var credentials = await CheckVerdict.TryAsync("credentials", async () =>
        {
            var merchant = await client.MerchantAsync(cancellation).ConfigureAwait(false);
            return $"The token works, for {merchant.Name ?? "merchant " + client.MerchantId}.";
        }).ConfigureAwait(false);
        if (!credentials.Ok) return new CheckReport([credentials]);
        var streams = await Task.WhenAll(
            CheckVerdict.TryAsync("customers", () => Works(client.ListAsync(CloverStreams.CustomerQuery with { Limit = 1 }, CloverJson.Default.CustomerRow, 0, cancellation), "customers")),
            CheckVerdict.TryAsync("orders", () => Works(client.ListAsync(CloverOrders.Query with { Limit = 1 }, CloverJson.Default.OrderRow, 0, cancellation), "orders")),
            // An order without its payments would not show what was paid.
            CheckVerdict.TryAsync("payments", () => Works(client.ListAsync(new ListQuery("payments", "PAYMENTS_R") { Limit = 1 }, CloverJson.Default.PaymentRow, 0, cancellation), "payments of orders")),
            CheckVerdict.TryAsync("products", () => Works(client.ListAsync(CloverStreams.ItemQuery with { Limit = 1 }, CloverJson.Default.ItemRow, 0, cancellation), "products")),
            CheckVerdict.TryAsync("inventory", () => Works(client.ListAsync(CloverStreams.StockQuery with { Limit = 1 }, CloverJson.Default.StockRow, 0, cancellation), "stock")))
            .ConfigureAwait(false);
        return new CheckReport([credentials, .. streams]) { Accounts = [client.MerchantId] };
    }

    /// <inheritdoc />
    public IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, ConnectionContext connection, CancellationToken cancellation) => request.Stream switch
    {
        PosStream.Customers => new CloverStreams(connection, ClientOf(connection)).CustomersAsync(request.Cursor, cancellation),
        PosStream.Orders => new CloverOrders(connection, ClientOf(connection)).ReadAsync(request.Cursor, cancellation),
        PosStream.Products => new CloverStreams(connection, ClientOf(connection)).ProductsAsync(request.Cursor, cancellation),
        PosStream.Inventory => new CloverStreams(connection, ClientOf(connection)).InventoryAsync(request.Cursor, cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(request), request.Stream, "Clover has no such stream."),
    };

    private static CloverClient ClientOf(ConnectionContext connection) => connection.Session(c => new CloverClient(c));

    private static async Task<string> Works<T>(Task<T> read, string what)
    {
        await read.ConfigureAwait(false);
        return $"Reading {what} works.";
    }
}

/// <summary>The names of the settings, and what does not change.</summary>
internal static class Settings
{
    public const string MerchantId = "merchantId";
    public const string Region = "region";
    public const string BaseUrl = "baseUrl";
    public const string SignInUrl = "signInUrl";
    public const string AccessToken = "accessToken";
    public const string RefreshToken = "refreshToken";
    public const string ClientId = "clientId";
    public const string ClientSecret = "clientSecret";
    public const string WebhookKey = "webhookKey";
    public const string HistoryDays = "historyDays";
    public const string RecheckHours = "recheckHours";

    /// <summary>Milliseconds that are read again, for rows that were stamped before and shown after; how long that takes is not published.</summary>
    public const long Overlap = 5 * 60_000;

    /// <summary>Where the API is, by region (docs.clover.com, base URLs).</summary>
    public static IReadOnlyDictionary<string, string> Hosts { get; } = new Dictionary<string, string>
    {
        ["na"] = "https://api.clover.com",
        ["eu"] = "https://api.eu.clover.com",
        ["la"] = "https://api.la.clover.com",
        ["sandbox"] = "https://apisandbox.dev.clover.com",
    };

    /// <summary>Where a merchant allows an app, by region (docs.clover.com, OAuth v2; one edition names the API's host for the sandbox).</summary>
    public static IReadOnlyDictionary<string, string> SignInHosts { get; } = new Dictionary<string, string>
    {
        ["na"] = "https://www.clover.com",
        ["eu"] = "https://www.eu.clover.com",
        ["la"] = "https://www.la.clover.com",
        ["sandbox"] = "https://sandbox.dev.clover.com",
    };

    /// <summary>Where a connection's API is.</summary>
    public static string Api(ConnectionSettings settings) => Host(settings, Hosts);

    /// <summary>One of the hosts, or the address that is given in place of all of them.</summary>
    public static string Host(ConnectionSettings settings, IReadOnlyDictionary<string, string> hosts) =>
        (settings.Text(BaseUrl) ?? hosts[settings.Text(Region)!]).TrimEnd('/');
}

/// <summary>What Clover is, as data.</summary>
internal static class CloverDescriptor
{
    /// <summary>
    /// Clover's OAuth v2 (docs.clover.com). What the app may read stands in its registration, not in the address. The callback
    /// is not signed: the merchant that it names is believed only when the check has read that merchant with the new token.
    /// </summary>
    public static OAuthDescriptor OAuth { get; } = new()
    {
        AuthoriseAt = settings => (settings.Text(Settings.SignInUrl)?.TrimEnd('/') ?? Settings.Host(settings, Settings.SignInHosts)) + "/oauth/v2/authorize",
        TokenAt = settings => Settings.Api(settings) + "/oauth/v2/token",
        RefreshAt = settings => Settings.Api(settings) + "/oauth/v2/refresh",
        RedirectWithCode = false,
        SecretWithRefresh = false,
        PkceInsteadOfSecret = true,
        FromCallback = new Dictionary<string, string> { [Settings.MerchantId] = "merchant_id" },
        Account = Settings.MerchantId,
        Refusals = Errors.Refreshes,
        // Tokens live about half an hour; few refresh tokens, each good for one use, are to be spent.
        RenewBefore = TimeSpan.FromSeconds(60),
        SignInAgain = Errors.SignInAgain,
    };

    public static ConnectorDescriptor Value { get; } = new()
    {
        Id = "clover",
        DisplayName = "Clover",
        Auth = AuthKind.OAuth2,
        OAuth = OAuth,
        // Published: 16 a second and 5 at once for a token (docs.clover.com, API usage and rate limits). No burst: evenly spaced,
        // and a little slower than this as requests are, no second, wherever it begins, holds more than 16.
        Budget = new RateBudget(5) { PerSecond = 16 },
        IsOtherAccount = ConnectorDescriptor.AreApart,
        Scopes = ["MERCHANT_R", "CUSTOMERS_R", "ORDERS_R", "PAYMENTS_R", "INVENTORY_R"],
        Streams =
        [
            new StreamDescriptor(PosStream.Customers, ReadStyle.Whole) { CarriesDeletes = true, Scope = "CUSTOMERS_R" },
            new StreamDescriptor(PosStream.Orders, ReadStyle.Changes) { NewestFirst = true, CarriesDeletes = true, Scope = "ORDERS_R", Lateness = TimeSpan.FromMilliseconds(Settings.Overlap) },
            new StreamDescriptor(PosStream.Products, ReadStyle.Whole) { CarriesDeletes = true, Scope = "INVENTORY_R" },
            new StreamDescriptor(PosStream.Inventory, ReadStyle.Changes) { Scope = "INVENTORY_R", Lateness = TimeSpan.FromMilliseconds(Settings.Overlap) },
        ],
        Fields =
        [
            new(Settings.MerchantId, "Merchant id", "The 13 letters and digits after /m/ in the address of your Clover dashboard.") { Required = true },
            new(Settings.Region, "Region", "Where your Clover account is: na (North America), eu (Europe), la (Latin America), or sandbox.")
            {
                Default = "na",
                Choices = [.. Settings.Hosts.Keys],
                DecidesWhere = true,
            },
            new(Settings.AccessToken, "Access token", "What Clover gave the app for this merchant.") { Required = true, Secret = true },
            new(Settings.RefreshToken, "Refresh token", "What Clover gave beside the access token; it works once. Left empty for a token that does not end.") { Secret = true },
            new(Settings.ClientId, "App id", "The id of the app that the tokens were given to; needed to refresh them."),
            new(Settings.ClientSecret, "App secret", "The secret of that app; needed to sign in with it, not to refresh tokens.") { Secret = true },
            OAuthFields.Expires,
            new(Settings.WebhookKey, "Webhook auth code", "The Clover Auth Code that the app's webhook settings show. Without it webhooks are refused.") { Secret = true },
            new(Settings.BaseUrl, "Address", "Where the API is. Left empty: the address of the region.") { Kind = SettingKind.Url },
            new(Settings.SignInUrl, "Sign-in address", "Where Clover asks you to allow the app. Left empty: the page of the region.") { Kind = SettingKind.Url },
            new(Settings.HistoryDays, "Days of history", "How many days back the first sync looks for changed orders. Left empty: all of them.") { Kind = SettingKind.Number },
            new(Settings.RecheckHours, "Hours between checks",
                "How often refunds, late changes of payments and deletions are looked up by their own times, in case Clover left their orders' times alone. 0 means in each sync.")
            {
                Kind = SettingKind.Number,
                Default = "6",
            },
        ],
    };
}
