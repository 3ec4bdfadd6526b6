using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;

namespace Sync.Connectors.Square;

/// <summary>Speaks to Square: customers, orders and returns, the catalog's variations and their stock, by what changed.</summary>
public sealed partial class SquareConnector : IPosConnector, IListsLocations
{
    /// <inheritdoc />
    public ConnectorDescriptor Descriptor => SquareDescriptor.Value;

    /// <inheritdoc />
    public Task<CheckReport> CheckAsync(ConnectionContext connection, CancellationToken cancellation) =>
        new SquareCheck(connection, ClientOf(connection)).RunAsync(cancellation);

    /// <inheritdoc />
    public IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, ConnectionContext connection, CancellationToken cancellation) =>
        new SquareStreams(connection, ClientOf(connection)).ReadAsync(request, cancellation);

    /// <inheritdoc />
    public async Task<IReadOnlyList<PosLocation>> LocationsAsync(ConnectionContext connection, CancellationToken cancellation) =>
        [.. (await ClientOf(connection).LocationsAsync(cancellation).ConfigureAwait(false)).Select(l => new PosLocation(l.Id!, l.Name, l.Timezone, l.Currency))];

    private static SquareClient ClientOf(ConnectionContext connection) => connection.Session(c => new SquareClient(c));
}

/// <summary>Asks Square which permissions the token has; where it does not say, tries the smallest read of each stream.</summary>
internal sealed class SquareCheck(ConnectionContext connection, SquareClient client)
{
    private static readonly (string What, string[] Scopes)[] Needs =
    [
        ("customers", [Scope.Customers]),
        ("orders", [Scope.Orders, Scope.Locations]),
        ("products", [Scope.Catalog]),
        ("inventory", [Scope.Inventory]),
    ];

    public async Task<CheckReport> RunAsync(CancellationToken cancellation)
    {
        List<string>? scopes = null;
        string? merchant = null;
        var credentials = await CheckVerdict.TryAsync("credentials", async () =>
        {
            (scopes, merchant) = await TokenAsync(cancellation).ConfigureAwait(false);
            return "The sign-in works.";
        }).ConfigureAwait(false);
        if (!credentials.Ok) return new CheckReport([credentials]);

        var verdicts = scopes is null
            ? await Task.WhenAll(Needs.Select(n => TryStreamAsync(n.What, cancellation))).ConfigureAwait(false)
            : [.. Needs.Select(n => ByScopes(n.What, n.Scopes, scopes))];
        // A token without any permission is as good as none; so is an answer of something that is not Square.
        if (verdicts.All(v => v is { Ok: false, Undecided: false })) credentials = credentials with { Ok = false, Message = "Square accepts the sign-in but lets it read nothing. Connect to Square again and allow what is named below." };
        if (verdicts.Single(v => v.What == "orders").Ok) verdicts = [.. verdicts.Where(v => v.What != "orders"), await OrdersAsync(cancellation).ConfigureAwait(false)];
        return new CheckReport([credentials, .. verdicts, .. Payments(scopes), .. Loyalty(scopes)]) { Accounts = merchant is null ? [] : [merchant] };
    }

    // A token that may do anything at all may ask for its own permissions and whose it is.
    private async Task<(List<string>? Scopes, string? Merchant)> TokenAsync(CancellationToken cancellation)
    {
        try
        {
            var answer = await client.PostAsync("/oauth2/token/status", new Ask(), null, cancellation).ConfigureAwait(false);
            var scopes = (answer.Scopes ?? []).OfType<string>().ToList();
            return (scopes.Count > 0 ? scopes : null, answer.MerchantId ?? await MerchantAsync(cancellation).ConfigureAwait(false));
        }
        catch (Exception e) when (e is FixSettingsException { Setting: not Settings.BaseUrl } or ConnectorBugException)
        {
            return (null, await MerchantAsync(cancellation).ConfigureAwait(false));
        }
    }

    private async Task<string?> MerchantAsync(CancellationToken cancellation)
    {
        try
        {
            if ((await client.LocationsAsync(cancellation).ConfigureAwait(false)).Select(l => Words.OrNull(l.MerchantId)).FirstOrDefault(m => m is not null) is { } merchant)
                return merchant;
        }
        catch (FixSettingsException)
        {
            // The verdict on orders, which needs the locations, tells why.
        }

        return connection.Settings.Text(Settings.MerchantId); // the sign-in noted it, whatever may be read
    }

    private static CheckVerdict ByScopes(string what, string[] needed, List<string> scopes)
    {
        var missing = needed.Except(scopes).ToList();
        return missing.Count == 0
            ? new CheckVerdict(what, true, $"Reading {what} is allowed.")
            : new CheckVerdict(what, false, $"The permission {string.Join(" and ", missing)} is missing. Connect to Square again and allow it.");
    }

    // A sale rung up in the POS app sends no event of its order: its payment's alone tells of it at once.
    private static IEnumerable<CheckVerdict> Payments(List<string>? scopes) => scopes is null ? [] :
    [
        new CheckVerdict("payments", true, scopes.Contains(Scope.Payments)
            ? "Webhooks of payments and refunds are allowed."
            : $"Sales rung up at the register show at the next sync, and not by webhook: the permission {Scope.Payments} was not given."),
    ];

    // Points are an extra: without the permission the rest is as good.
    private static IEnumerable<CheckVerdict> Loyalty(List<string>? scopes) => scopes is null ? [] :
    [
        new CheckVerdict("loyalty points", true, scopes.Contains(Scope.Loyalty)
            ? "Reading loyalty points is allowed."
            : $"Loyalty points are left out: the permission {Scope.Loyalty} was not given."),
    ];

    private Task<CheckVerdict> OrdersAsync(CancellationToken cancellation) => CheckVerdict.TryAsync("orders", async () =>
    {
        var places = await client.LocationsAsync(cancellation).ConfigureAwait(false);
        var others = places.Where(p => p.Currency is { Length: > 0 } code && code != connection.Currency.Code).ToList();
        return others.Count == 0
            ? FormattableString.Invariant($"{places.Count} locations found.")
            : throw new FixSettingsException(
                "currency", $"{others[0].Name ?? others[0].Id} sells in {others[0].Currency}, not in {connection.Currency.Code}: its orders would be left out.", "A location has another currency.");
    });

    private Task<CheckVerdict> TryStreamAsync(string what, CancellationToken cancellation) => CheckVerdict.TryAsync(what, async () =>
    {
        var one = new Ask { Limit = 1 };
        if (what == "customers") await client.PostAsync("/v2/customers/search", one, Scope.Customers, cancellation).ConfigureAwait(false);
        else if (what == "products") await client.PostAsync("/v2/catalog/search", one with { ObjectTypes = ["ITEM"] }, Scope.Catalog, cancellation).ConfigureAwait(false);
        else if (what == "inventory") await client.PostAsync("/v2/inventory/counts/batch-retrieve", one, Scope.Inventory, cancellation).ConfigureAwait(false);
        else await TryOrdersAsync(one, cancellation).ConfigureAwait(false);
        return $"Reading {what} works.";
    });

    private async Task TryOrdersAsync(Ask one, CancellationToken cancellation)
    {
        var places = await client.LocationsAsync(cancellation).ConfigureAwait(false);
        if (places.Count == 0) return;
        await client.PostAsync("/v2/orders/search", one with { LocationIds = [places[0].Id!] }, Scope.Orders, cancellation).ConfigureAwait(false);
    }
}

/// <summary>What Square is, as data.</summary>
internal static class SquareDescriptor
{
    // Square says that a sale taken offline is sent within 72 hours (description of SearchOrders).
    private static readonly TimeSpan OfflineSales = TimeSpan.FromHours(72);

    // Square does not publish its limits: ten a second is a careful guess.
    private static readonly RateBudget Usual = new(4) { PerSecond = 10, Burst = 10 };

    // Usually under 30 seconds, now and then a minute or more (description of SearchCustomers).
    private static readonly TimeSpan SearchDelay = TimeSpan.FromMinutes(1);

    // The default of the setting that says how often.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromHours(6);

    /// <summary>Square's code flow (developer.squareup.com, OAuth API; the token calls are in its OpenAPI document, Square-Version 2025-08-20).</summary>
    public static OAuthDescriptor OAuth { get; } = new()
    {
        AuthoriseAt = settings => SquareClient.AddressOf(settings) + "/oauth2/authorize",
        // Shows the log-in even where a seller is logged in: whoever shares a browser would connect a stranger's shop.
        AuthoriseWith = new Dictionary<string, string> { ["session"] = "false" },
        ScopeSeparator = " ",
        TokenAt = settings => SquareClient.AddressOf(settings) + "/oauth2/token",
        Headers = SquareClient.Version,
        ExchangeWith = new Dictionary<string, string> { ["grant_type"] = "authorization_code" },
        RefreshWith = new Dictionary<string, string> { ["grant_type"] = "refresh_token" },
        PkceInsteadOfSecret = true,
        FromAnswer = new Dictionary<string, string> { [Settings.MerchantId] = "merchant_id" },
        Account = Settings.MerchantId,
        Refusals = SquareErrors.Renewing,
        // A token lives 30 days, a short one 24 hours. More than the quarter of an hour after which one is looked at again.
        RenewBefore = TimeSpan.FromHours(1),
        SignInAgain = SquareErrors.SignInAgain,
    };

    public static ConnectorDescriptor Value { get; } = new()
    {
        Id = "square",
        DisplayName = "Square",
        Auth = AuthKind.OAuth2,
        OAuth = OAuth,
        Budget = Usual,
        BudgetFor = settings => settings.Number(Settings.RequestsPerSecond) is { } rate and > 0 ? Usual with { PerSecond = rate, Burst = rate } : Usual,
        IsOtherAccount = ConnectorDescriptor.AreApart,
        Scopes =
        [
            // Without the payments' permission Square sends no webhook of a sale rung up at the register (x-webhook in its OpenAPI document).
            Scope.Locations, Scope.Customers, Scope.Orders, Scope.Payments, Scope.Catalog, Scope.Inventory, Scope.Loyalty,
        ],
        Streams =
        [
            // Deleted customers vanish from the search without a word: only a read of all of them shows it. Profiles show as fast as
            // orders, loyalty points when they are looked at.
            new StreamDescriptor(PosStream.Customers, ReadStyle.Changes) { Scope = Scope.Customers, Freshness = BetweenLooks },
            // Orders are never deleted; a return is an order of its own.
            new StreamDescriptor(PosStream.Orders, ReadStyle.Changes) { NewestFirst = true, Scope = Scope.Orders, Freshness = SearchDelay, Lateness = OfflineSales },
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
            OAuthFields.Expires,
            new(Settings.MerchantId, "Merchant id", "Square's id of the account that was signed in to; noted by Sync.") { Managed = true },
            new(Settings.WebhookKey, "Webhook signature key", "What Square's Developer Console shows beside the webhook subscription. Without it webhooks are refused.") { Secret = true },
            new(Settings.WebhookUrl, "Webhook address", "The address in that subscription, letter by letter, if it is not the one that Sync shows."),
            new(Settings.LocationIds, "Location ids", "Read the orders and the stock of these locations only, with commas between them. Left empty: all locations."),
            new(Settings.Loyalty, "Loyalty points", "Whether to read loyalty points with the customers: 'auto' reads them where Square allows it.")
            {
                Default = Settings.LoyaltyAuto,
                Choices = [Settings.LoyaltyAuto, Settings.LoyaltyOff],
            },
            new(Settings.LoyaltyHours, "Hours between looks at points",
                "How often all loyalty accounts are looked through for points that moved, since these do not move their customer's profile; a webhook tells at once. 0 means in each sync.")
            {
                Kind = SettingKind.Number,
                Default = "6",
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
            new(Settings.RequestsPerSecond, "Requests a second", "How many requests a second Square is asked at most. Square does not publish its limit; should it say 'too many' often, lower this.")
            {
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
    public const string Payments = "PAYMENTS_READ";
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
    public const string MerchantId = "merchantId";
    public const string WebhookKey = "webhookKey";
    public const string WebhookUrl = "webhookUrl";
    public const string LocationIds = "locationIds";
    public const string Loyalty = "loyalty";
    public const string LoyaltyAuto = "auto";
    public const string LoyaltyOff = "off";
    public const string LoyaltyHours = "loyaltyHours";
    public const string HistoryDays = "historyDays";
    public const string OverlapMinutes = "overlapMinutes";
    public const string CursorMinutes = "cursorMinutes";
    public const string RequestsPerSecond = "requestsPerSecond";
    public const string ApiVersion = "apiVersion";
    public const string BaseUrl = "baseUrl";
}
