using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Toast;

/// <summary>A fake Toast: machine clients, one restaurant for each location.</summary>
public sealed class FakeToast : IFakePos
{
    /// <summary>What it takes for a log-in.</summary>
    public const string ClientId = "client-1";

    /// <summary>What it takes for a log-in.</summary>
    public const string ClientSecret = "toast-secret-1";

    // Source: authentication 1.0.0: a day.
    private const int LoginLife = 86_400;

    private readonly FakePosOptions options;
    private readonly FakeToastRoutes routes;
    private readonly FakeGrant grant;
    private readonly ConcurrentDictionary<string, string> grants = new();
    private readonly Lock gate = new();
    private FakeServer server = null!;
    private (string Token, DateTimeOffset Ends)? current;

    private FakeToast(PosTruth truth, FakePosOptions options)
    {
        (Truth, this.options) = (truth, options);
        grant = new FakeGrant(options.Time, TimeSpan.FromSeconds(LoginLife));
        routes = new FakeToastRoutes(truth, options, Scopes);
    }

    public string ConnectorId => "toast";

    public PosTruth Truth { get; }

    public FaultPlan Faults => server.Faults;

    public ConcurrentQueue<SeenRequest> Requests => server.Requests;

    public int MostInFlight => server.MostInFlight;

    /// <summary>What its credentials may read; a scope that is taken away is refused from the next request on.</summary>
    public ConcurrentDictionary<string, bool> Scopes { get; } = new(
        new[] { "orders:read", "guest.pi:read", "menus:read", "stock:read", "restaurants:read" }.Select(s => KeyValuePair.Create(s, true)));

    /// <summary>How many requests it refused for their rate.</summary>
    public int Throttled => routes.Throttled;

    /// <summary>Orders in Toast's own words that stand beside the truth's: each is a JSON object with a <c>modifiedDate</c>.</summary>
    public ConcurrentDictionary<string, string> RawOrders => routes.RawOrders;

    /// <summary>What went back for an order's lines of a product, in minor units and without tax.</summary>
    public ConcurrentDictionary<(string Order, string Product), long> Returned => routes.Returned;

    /// <summary>Menu items in Toast's own words that stand beside the truth's, by restaurant.</summary>
    public ConcurrentDictionary<string, string[]> RawItems => routes.RawItems;

    /// <summary>Rows of the stock list in Toast's own words that stand beside the truth's, by restaurant.</summary>
    public ConcurrentDictionary<string, string[]> RawStock => routes.RawStock;

    /// <summary>Restaurants that are not connected any more.</summary>
    public ConcurrentDictionary<string, bool> Closed => routes.Closed;

    /// <summary>Another secret that it takes for the same client; null for none.</summary>
    public string? SecondSecret { get; set; }

    /// <summary>Further settings that the owner fills in.</summary>
    public Dictionary<string, string> MoreSettings { get; } = [];

    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(MoreSettings)
    {
        ["clientId"] = ClientId,
        ["clientSecret"] = ClientSecret,
        ["restaurants"] = string.Join(", ", Truth.Locations.Snapshot().Select(l => l.Id)),
        ["baseUrl"] = server.Url,
        ["pageSize"] = (options.PageSize ?? 100).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Opens it.</summary>
    public static async Task<FakeToast> StartAsync(PosTruth truth, FakePosOptions options)
    {
        var pos = new FakeToast(truth, options);
        pos.server = await FakeServer.StartAsync(pos.Answer, options.Port);
        return pos;
    }

    /// <inheritdoc />
    public double? ShareOfRate => routes.Share;

    /// <inheritdoc />
    public bool IsPage(SeenRequest request) => request.Path.Split('/')[1] is not ("authentication" or "restaurants");

    /// <summary>Menus have no bar codes, and what ran out cannot be sold (contracts/toast.md); each restaurant lists an item again, and the last one's word counts.</summary>
    public Telling Telling { get; } = new()
    {
        Barcodes = false,
        BusinessDate = (truth, order) => DateOnly.ParseExact(
            FakeToastOrders.BusinessDate(order, truth.Locations.Snapshot().First(l => l.Id == order.LocationId)), "yyyyMMdd", CultureInfo.InvariantCulture),
        OnSale = (truth, product) => !product.Archived && truth.Levels.Snapshot().All(l => l.Quantity != 0 || l.ProductId != product.Id || l.LocationId != truth.Locations[^1].Id),
    };

    /// <inheritdoc />
    public void Forbid(string records) => Scopes[records switch { "customers" => "guest.pi:read", "orders" => "orders:read", "products" => "menus:read", _ => "stock:read" }] = false;

    /// <summary>Its owner's settings go on naming it, and Toast does not know it any more.</summary>
    public void CloseLocation(string id) => Closed[id] = true;

    public void ExpireTokens()
    {
        lock (gate) current = null;
        grant.ExpireAll();
    }

    public void RevokeGrant() => grant.Revoke();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private FakeAnswer Answer(HttpRequest request, string body)
    {
        if (request.Path == "/authentication/v1/authentication/login") return Login(request, body);
        var token = request.Headers.Authorization.ToString();
        if (!token.StartsWith("Bearer ", StringComparison.Ordinal) || !grants.TryGetValue(token[7..], out var given) || !grant.Accepts(given))
            return FakeToastAnswers.Error(401, 10010, "Full authentication is required to access this resource");
        return routes.Answer(request);
    }

    private FakeAnswer Login(HttpRequest request, string body)
    {
        if (request.Method != "POST") return FakeToastAnswers.Error(405, 10000, "Method not allowed");
        using var sent = JsonDocument.Parse(body);
        string? Field(string name) => sent.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
        if (Field("userAccessType") != "TOAST_MACHINE_CLIENT") return FakeToastAnswers.Error(400, 10004, "userAccessType is not supported");
        if (grant.Revoked || Field("clientId") != ClientId || (Field("clientSecret") is var secret && secret != ClientSecret && secret != (SecondSecret ?? ClientSecret))) return FakeToastAnswers.Error(401, 10010, "Bad credentials");
        var (token, ends) = Token();
        return FakeToastAnswers.Of(w =>
        {
            w.WriteStartObject();
            w.WriteStartObject("token");
            w.WriteString("tokenType", "Bearer");
            w.WriteNull("scope");
            w.WriteNumber("expiresIn", (int)(ends - options.Time.GetUtcNow()).TotalSeconds);
            w.WriteString("accessToken", token);
            w.WriteNull("idToken");
            w.WriteNull("refreshToken");
            w.WriteEndObject();
            w.WriteString("status", "SUCCESS");
            w.WriteEndObject();
        });
    }

    // The same token again until its last minute.
    private (string Token, DateTimeOffset Ends) Token()
    {
        lock (gate)
        {
            var now = options.Time.GetUtcNow();
            if (current is { } good && good.Ends - now > TimeSpan.FromMinutes(1)) return good;
            var ends = grant.NextExpiry;
            var inner = grant.Issue();
            var claims = JsonSerializer.Serialize(new Dictionary<string, object>
            {
                ["sub"] = inner,
                ["iat"] = now.ToUnixTimeSeconds(),
                ["exp"] = ends.ToUnixTimeSeconds(),
                ["scope"] = string.Join(' ', Scopes.Where(s => s.Value).Select(s => s.Key)),
            });
            var token = $"{Part("{\"alg\":\"none\"}")}.{Part(claims)}.fake";
            grants[token] = inner;
            current = (token, ends);
            return (token, ends);
        }
    }

    private static string Part(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
