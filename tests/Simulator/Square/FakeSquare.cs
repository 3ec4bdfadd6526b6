using System.Collections.Concurrent;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Square;

/// <summary>Square as it answers over HTTP: its paging, its filters, its refusals, and a truth behind them.</summary>
public sealed class FakeSquare : IFakePos, IFakeSignIn
{
    internal const string ClientId = "sq0idp-fake";
    internal const string ClientSecret = "sq0csp-fake";
    internal const string RefreshToken = "fake-refresh";

    // Square does not publish its rate; the connector's own careful guess stands in.
    private const int PerSecond = 10;

    private readonly string firstToken;
    private FakeServer server = null!;
    private IReadOnlyDictionary<string, string>? settings;

    private FakeSquare(PosTruth truth, FakePosOptions options)
    {
        (Truth, Options) = (truth, options);
        Points = new SquarePoints(options.Time);
        Grant = new FakeGrant(options.Time, TimeSpan.FromDays(30));
        Throttle = options.Throttles ? new FakeThrottle(PerSecond, PerSecond, options.Time) : null;
        firstToken = Grant.Issue();
        SignIn = new FakeSignIn(options.Time, ClientId, ClientSecret);
    }

    /// <inheritdoc />
    public string ConnectorId => "square";

    /// <summary>With what renews the token; loyalty points are off, since few shops have them: <see cref="SettingsWith"/> tells otherwise.</summary>
    public IReadOnlyDictionary<string, string> Settings { get => settings ?? SettingsWith(("loyalty", "off")); set => settings = value; }

    /// <inheritdoc />
    public PosTruth Truth { get; }

    /// <inheritdoc />
    public FaultPlan Faults => server.Faults;

    /// <inheritdoc />
    public ConcurrentQueue<SeenRequest> Requests => server.Requests;

    /// <inheritdoc />
    public int MostInFlight => server.MostInFlight;

    /// <inheritdoc />
    public FakeSignIn SignIn { get; }

    /// <summary>What the owner allowed.</summary>
    public HashSet<string> Scopes { get; } =
        ["MERCHANT_PROFILE_READ", "CUSTOMERS_READ", "ORDERS_READ", "PAYMENTS_READ", "ITEMS_READ", "INVENTORY_READ", "LOYALTY_READ"];

    /// <summary>Loyalty points by customer; whoever is not here has no account.</summary>
    public SquarePoints Points { get; }

    /// <summary>Locations that are closed: INACTIVE, still listed.</summary>
    public ConcurrentDictionary<string, bool> Closed { get; } = new();

    /// <summary>Categories that have another name now than the truth's products say, and since when.</summary>
    public ConcurrentDictionary<string, (string Name, DateTimeOffset At)> RenamedCategories { get; } = new();

    /// <summary>Customers who were merged into another one, by the id that is gone.</summary>
    public ConcurrentDictionary<string, string> Merged { get; } = new();

    /// <summary>Where products are sold out, by product.</summary>
    public ConcurrentDictionary<string, string[]> SoldOut { get; } = new();

    /// <summary>When products that are sold out are sold again by themselves, by product; those that are not here stay sold out.</summary>
    public ConcurrentDictionary<string, DateTimeOffset> SoldOutUntil { get; } = new();

    /// <summary>The category of an error that each read's answer carries though it calls itself a success; null for none.</summary>
    public string? ErrorWithin { get; set; }

    /// <summary>The status with which each read is refused because the account's plan does not include it; null where it does.</summary>
    public int? OutsidePlan { get; set; }

    /// <summary>Orders told as they are written here, in Square's own words, beside those of the truth.</summary>
    public TruthList<string> RawOrders { get; } = [];

    /// <summary>Every answer that was given, by path: to be compared with the published contract.</summary>
    public ConcurrentQueue<(string Path, byte[] Body)> Answers { get; } = new();

    internal FakePosOptions Options { get; }

    internal FakeGrant Grant { get; }

    internal FakeThrottle? Throttle { get; }

    /// <summary>Opens it on a free port.</summary>
    public static async Task<FakeSquare> StartAsync(PosTruth truth, FakePosOptions options)
    {
        var fake = new FakeSquare(truth, options);
        var routes = new SquareRoutes(fake);
        fake.server = await FakeServer.StartAsync(routes.Answer, options.Port);
        return fake;
    }

    /// <summary>The settings with some of them otherwise; an empty one is left out.</summary>
    public IReadOnlyDictionary<string, string> SettingsWith(params (string Name, string Value)[] others)
    {
        var all = new Dictionary<string, string>
        {
            ["baseUrl"] = server.Url,
            ["accessToken"] = firstToken,
            ["refreshToken"] = RefreshToken,
            ["clientId"] = ClientId,
            ["clientSecret"] = ClientSecret,
        };
        foreach (var (name, value) in others) all[name] = value;
        return all.Where(s => s.Value.Length > 0).ToDictionary();
    }

    /// <inheritdoc />
    public double? ShareOfRate => Throttle?.Share;

    /// <inheritdoc />
    public bool IsPage(SeenRequest request) => !request.Path.StartsWith("/oauth2/", StringComparison.Ordinal) && request.Path != "/v2/locations";

    /// <summary>What went back of a sale is an order of its own (contracts/square.md, Orders).</summary>
    public Telling Telling { get; } = new() { RefundsOnSales = false };

    /// <inheritdoc />
    public void Forbid(string records) => Scopes.Remove(records switch { "customers" => "CUSTOMERS_READ", "orders" => "ORDERS_READ", "products" => "ITEMS_READ", _ => "INVENTORY_READ" });

    /// <summary>It stays listed, as inactive.</summary>
    public void CloseLocation(string id) => Closed[id] = true;

    /// <inheritdoc />
    public void ExpireTokens() => Grant.ExpireAll();

    /// <inheritdoc />
    public void RevokeGrant() => Grant.Revoke();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => server.DisposeAsync();
}
