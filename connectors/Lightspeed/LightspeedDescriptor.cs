using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;

namespace Sync.Connectors.Lightspeed;

/// <summary>The names of the settings.</summary>
internal static class Settings
{
    public const string DomainPrefix = "domainPrefix";
    public const string AccessToken = "accessToken";
    public const string RefreshToken = "refreshToken";
    public const string ClientId = "clientId";
    public const string ClientSecret = "clientSecret";
    public const string WebhookKey = "webhookKey";
    public const string WebhookSigned = "webhookSigned";
    public const string SignedBody = "body";
    public const string SignedPayload = "payload";
    public const string Registers = "registers";
    public const string OutletId = "outletId";
    public const string HistoryDays = "historyDays";
    public const string WalkInCustomerId = "walkInCustomerId";
    public const string RoundingPayment = "roundingPayment";
    public const string TipAdjustment = "tipAdjustment";
    public const string ApiVersion = "apiVersion";
    public const string BaseUrl = "baseUrl";
}

/// <summary>The permissions, in the POS's words.</summary>
internal static class Scopes
{
    public const string Customers = "customers:read";
    public const string Sales = "sales:read";
    public const string Products = "products:read";
    public const string Inventory = "inventory:read";
    public const string Outlets = "outlets:read";
    public const string Retailer = "retailer:read";
    public const string PaymentTypes = "payment_types:read"; // without it the retailer is not shown either
    public const string Costs = "product:cost:view";
}

/// <summary>What Lightspeed Retail X-Series is, as data.</summary>
internal static class LightspeedDescriptor
{
    // A store has one register at least.
    private const int FewestRegisters = 1;

    // How many streams may ask at once is not published; the rate is far below what two can ask.
    private const int InFlight = 2;

    /// <summary>The code flow, without PKCE (x-series-api.lightspeedhq.com, authorization).</summary>
    public static OAuthDescriptor OAuth { get; } = new()
    {
        AuthoriseAt = settings => (settings.Text(Settings.BaseUrl)?.TrimEnd('/') ?? "https://secure.retail.lightspeed.app") + "/connect",
        AuthoriseWith = new Dictionary<string, string> { ["response_type"] = "code" },
        ScopeSeparator = " ",
        // The path keeps its version, whatever version is spoken otherwise.
        TokenAt = settings => LightspeedAddress.Of(settings) + "/api/1.0/token",
        Form = true,
        Headers = _ => LightspeedAddress.Caller,
        ExchangeWith = new Dictionary<string, string> { ["grant_type"] = "authorization_code" },
        RefreshWith = new Dictionary<string, string> { ["grant_type"] = "refresh_token" },
        FromCallback = new Dictionary<string, string> { [Settings.DomainPrefix] = "domain_prefix" },
        Account = Settings.DomainPrefix,
        Refusals = LightspeedErrors.Refreshing,
        RenewBefore = TimeSpan.FromSeconds(90),
        SignInAgain = LightspeedErrors.SignInAgain,
    };

    public static ConnectorDescriptor Value { get; } = new()
    {
        Id = "lightspeed",
        DisplayName = "Lightspeed Retail (X-Series)",
        Auth = AuthKind.OAuth2,
        OAuth = OAuth,
        Budget = BudgetOf(FewestRegisters),
        BudgetFor = settings => BudgetOf(Math.Max(settings.Number(Settings.Registers) ?? FewestRegisters, FewestRegisters)),
        IsOtherAccount = LightspeedAccounts.AreApart,
        Scopes = [Scopes.Customers, Scopes.Sales, Scopes.Products, Scopes.Inventory, Scopes.Outlets, Scopes.Retailer, Scopes.PaymentTypes, Scopes.Costs],
        // A change raises the record's version when it reaches the POS, however late an offline register sends it: nothing comes late.
        Streams =
        [
            new StreamDescriptor(PosStream.Customers, ReadStyle.Changes) { CarriesDeletes = true, Scope = Scopes.Customers },
            new StreamDescriptor(PosStream.Orders, ReadStyle.Changes) { NewestFirst = true, NewestFirstWhere = "by last change, a page at a time or a few", CarriesDeletes = true, Scope = Scopes.Sales },
            new StreamDescriptor(PosStream.Products, ReadStyle.Changes) { CarriesDeletes = true, Scope = Scopes.Products },
            new StreamDescriptor(PosStream.Inventory, ReadStyle.Changes) { Scope = Scopes.Inventory },
        ],
        Fields =
        [
            new(Settings.DomainPrefix, "Store address", "The first part of your store's address: 'myshop' of myshop.retail.lightspeed.app.") { Required = true, DecidesWhere = true, Fault = LightspeedAddress.Fault },
            new(Settings.AccessToken, "Access token", "A personal token (Setup, Personal Tokens), or what signing in gave.") { Secret = true },
            new(Settings.RefreshToken, "Refresh token", "What signing in gave. Leave it empty with a personal token.") { Secret = true },
            new(Settings.ClientId, "Client id", "Of the app that you signed in with. Leave it empty with a personal token."),
            new(Settings.ClientSecret, "Client secret", "Of the app that you signed in with. Leave it empty with a personal token.") { Secret = true },
            OAuthFields.Expires,
            new(Settings.WebhookKey, "Webhook secret", "What webhooks are signed with, if that is not the client secret.") { Secret = true },
            new(Settings.WebhookSigned, "Webhooks are signed over", $"The body as it was sent ('{Settings.SignedBody}'), or the JSON in it ('{Settings.SignedPayload}'), if all are refused.")
            {
                // Lightspeed says "the request body" (UNVERIFIED).
                Default = Settings.SignedBody,
                Choices = [Settings.SignedBody, Settings.SignedPayload],
            },
            new(Settings.Registers, "Registers", "How many registers your store has: Lightspeed lets us ask faster the more there are.")
            {
                Kind = SettingKind.Number,
                Default = "1",
            },
            new(Settings.OutletId, "Outlet id", "Reads the sales and the stock of this outlet only. Left empty: of all outlets."),
            new(Settings.HistoryDays, "Days of history", "How many days of past sales to fetch at first. Left empty: all of them.") { Kind = SettingKind.Number },
            new(Settings.WalkInCustomerId, "Walk-in customer id", "The customer that your store gives to sales without one, if it does so: they count as nobody's."),
            new(Settings.RoundingPayment, "Rounding payment", "A payment with this word in its name stands for cash rounding.") { Default = "rounding" },
            new(Settings.TipAdjustment, "Tip", "An adjustment with this word in its type stands for a tip.") { Default = "tip" },
            new(Settings.ApiVersion, "API version", "Which version of the API to speak; each lives for at least a year.") { Default = "2026-07" },
            new(Settings.BaseUrl, "Address", "Where the API is. Left empty: the store's address.") { Kind = SettingKind.Url },
        ],
    };

    // Published: 300 × registers + 50 requests in 5 minutes, for each app and store. Whether that window slides or stands is not
    // said. A burst of a twentieth of it and the rest spread evenly stays within any 5 minutes, and uses 95% in the long run.
    private static RateBudget BudgetOf(int registers)
    {
        var window = 300.0 * Math.Min(registers, 1000) + 50;
        return new RateBudget(InFlight) { PerSecond = window * 0.95 / 300, Burst = (int)(window * 0.05) };
    }
}
