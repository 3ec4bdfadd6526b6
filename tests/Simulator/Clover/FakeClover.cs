using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Clover;

/// <summary>Clover for one merchant, which is the truth's first location: each location is a merchant there.</summary>
public sealed class FakeClover : IFakePos, IFakeSignIn
{
    private const string ClientId = "APP0000000001";
    private const int MostAtOnce = 5;

    private readonly FakePosOptions options;
    private readonly FakeGrant grant;
    private readonly FakeThrottle throttle;
    private readonly FakeCloverRoutes routes;
    private readonly Lock gate = new();
    private FakeServer server = null!;
    private string access;
    private string refresh = "clvroar-1";
    private int refreshes;
    private int pairs = 1;
    private int atOnce;

    private FakeClover(PosTruth truth, FakePosOptions options)
    {
        (Truth, this.options) = (truth, options);
        grant = new FakeGrant(options.Time, TimeSpan.FromMinutes(30));
        throttle = new FakeThrottle(16, 16, options.Time);
        access = grant.Issue();
        SignIn = new FakeSignIn(options.Time, ClientId, "clover-app-secret");
        routes = new FakeCloverRoutes(this, options);
    }

    public string ConnectorId => "clover";

    /// <summary>As the store would hold them now: the latest pair of tokens.</summary>
    public IReadOnlyDictionary<string, string> Settings
    {
        get
        {
            lock (gate)
            {
                return new Dictionary<string, string>
                {
                    ["merchantId"] = MerchantId,
                    ["accessToken"] = access,
                    ["refreshToken"] = refresh,
                    ["clientId"] = ClientId,
                    ["baseUrl"] = server.Url,
                };
            }
        }
    }

    public PosTruth Truth { get; }

    public FaultPlan Faults => server.Faults;

    public ConcurrentQueue<SeenRequest> Requests => server.Requests;

    public int MostInFlight => server.MostInFlight;

    /// <inheritdoc />
    public FakeSignIn SignIn { get; }

    /// <summary>Its one merchant.</summary>
    public string MerchantId => Truth.Locations[0].Id;

    /// <summary>Refreshes answered with a new pair.</summary>
    public int Refreshes => refreshes;

    /// <summary>Permissions that the merchant did not give: 401 for what needs them.</summary>
    public ConcurrentDictionary<string, bool> Withheld { get; } = new();

    /// <summary>Orders, customers and items in Clover's own JSON, by id, in place of what the truth would tell.</summary>
    public ConcurrentDictionary<string, string> Raw { get; } = new();

    /// <summary>Stock in Clover's own JSON, by the item's id, in place of what the truth would tell.</summary>
    public ConcurrentDictionary<string, string> RawStock { get; } = new();

    /// <summary>When an order's refund was made, where that is not its last change: Clover does not promise to move the order.</summary>
    public ConcurrentDictionary<string, DateTimeOffset> RefundedAt { get; } = new();

    /// <summary>When an order's payment was last changed, where that is not the order's last change: Clover does not promise to move the order.</summary>
    public ConcurrentDictionary<string, DateTimeOffset> PaymentChangedAt { get; } = new();

    /// <summary>How many pieces of an order's line were given back: so many of its lines are marked.</summary>
    public ConcurrentDictionary<(string Order, int Line), int> Returned { get; } = new();

    /// <summary>When an order's refund was deleted: it goes on being listed, as an order that is.</summary>
    public ConcurrentDictionary<string, DateTimeOffset> DeletedRefunds { get; } = new();

    /// <summary>Whose card an order was paid with: told only to whoever asks for the card.</summary>
    public ConcurrentDictionary<string, string> Cardholders { get; } = new();

    /// <summary>When an order was deleted that lists leave out; those not named here are listed with their time of deletion.</summary>
    public ConcurrentDictionary<string, DateTimeOffset> HiddenDeletions { get; } = new();

    /// <summary>Starts it.</summary>
    public static async Task<FakeClover> StartAsync(PosTruth truth, FakePosOptions options)
    {
        var fake = new FakeClover(truth, options);
        fake.server = await FakeServer.StartAsync(fake.Answer, options.Port);
        return fake;
    }

    public double? ShareOfRate => options.Throttles ? throttle.Share : null;

    public bool IsPage(SeenRequest request) =>
        request.Path.StartsWith("/v3/merchants/", StringComparison.Ordinal) && request.Path["/v3/merchants/".Length..].Split('/') is [_, not ("properties" or "item_groups"), ..];

    /// <summary>Clover rounds cash in a way that no field tells, and a tax stands on a payment alone (contracts/clover.md, Money).</summary>
    public Telling Telling { get; } = new() { Rounding = false, TaxOfUnpaid = false };

    public bool IsNested(SeenRequest request) => request.Path.EndsWith("/line_items", StringComparison.Ordinal);

    public void Forbid(string records) => Withheld[FakeCloverRoutes.PermissionOf(["", records is "products" or "inventory" ? "items" : records])] = true;

    public void ExpireTokens() => grant.ExpireAll();

    public void RevokeGrant() => grant.Revoke();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private FakeAnswer Answer(HttpRequest request, string body)
    {
        try
        {
            return Interlocked.Increment(ref atOnce) > MostAtOnce && options.Throttles
                ? Limited("X-RateLimit-tokenConcurrentLimit") with { Headers = new Dictionary<string, string> { ["X-RateLimit-tokenConcurrentLimit"] = "5", ["Retry-After"] = "1" } }
                : Admitted(request, body);
        }
        finally
        {
            Interlocked.Decrement(ref atOnce);
        }
    }

    private FakeAnswer Admitted(HttpRequest request, string body)
    {
        var path = request.Path.Value ?? "";
        if (path == "/oauth/v2/authorize") return SignIn.Authorise(request, Callback);
        if (path is "/oauth/v2/refresh" or "/oauth/v2/token") return Tokens(request, body, path.EndsWith("token", StringComparison.Ordinal));
        if (options.Throttles && !throttle.Admits()) return Limited("X-RateLimit-tokenLimit");
        var root = "/v3/merchants/";
        if (!path.StartsWith(root, StringComparison.Ordinal)) return Refusal(405, "Method Not Allowed");
        var parts = path[root.Length..].Split('/').Select(Uri.UnescapeDataString).ToArray();
        if (request.Method != "GET") return Refusal(405, "Method Not Allowed");
        // A bad token, another merchant and a missing permission all look alike.
        if (!grant.Accepts(request.Headers.Authorization) || parts[0] != MerchantId) return Refusal(401, "401 Unauthorized");
        if (Withheld.ContainsKey(FakeCloverRoutes.PermissionOf(parts))) return Refusal(401, "401 Unauthorized");
        return routes.Answer(request, parts);
    }

    private Dictionary<string, string> Callback(string code) =>
        new() { ["merchant_id"] = MerchantId, ["employee_id"] = "DFLTEMPLOYEE1", ["client_id"] = ClientId, ["code"] = code };

    private FakeAnswer Tokens(HttpRequest request, string body, bool byCode)
    {
        if (request.Method != "POST") return Refusal(405, "Method Not Allowed");
        using var sent = JsonDocument.Parse(body.Length == 0 ? "{}" : body);
        lock (gate)
        {
            var good = byCode
                ? SignIn.Redeem(name => Field(sent, name), withRedirect: false)
                : Field(sent, "client_id") == ClientId && Field(sent, "refresh_token") == refresh && !grant.Revoked;
            if (!good) return Refusal(401, byCode ? "Invalid code." : "Invalid refresh token.");
            if (byCode) grant.Allow();
            else refreshes++;
            // Good for one use: the one that comes back takes its place.
            access = grant.Issue();
            refresh = "clvroar-" + (++pairs).ToString(CultureInfo.InvariantCulture);
            return new FakeAnswer(200, Json.Bytes(w =>
            {
                w.WriteStartObject();
                w.WriteString("access_token", access);
                w.WriteNumber("access_token_expiration", grant.NextExpiry.ToUnixTimeSeconds());
                w.WriteString("refresh_token", refresh);
                w.WriteNumber("refresh_token_expiration", grant.NextExpiry.AddDays(365).ToUnixTimeSeconds());
                w.WriteEndObject();
            }));
        }
    }

    private static string? Field(JsonDocument sent, string name) => sent.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;

    internal static FakeAnswer Refusal(int status, string message) => new(status, Json.Bytes(w =>
    {
        w.WriteStartObject();
        w.WriteString("message", message);
        w.WriteEndObject();
    }));

    private static FakeAnswer Limited(string header) => Refusal(429, "429 Too Many Requests") with { Headers = new Dictionary<string, string> { [header] = "16" } };
}
