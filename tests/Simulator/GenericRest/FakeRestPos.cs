using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;
using Sync.Simulator.Kit;

namespace Sync.Simulator.GenericRest;

/// <summary>A POS that nobody knows: a REST API in one of four paging styles, and the definition that describes it.</summary>
public sealed class FakeRestPos : IFakePos
{
    public const string Secret = "s3cret-of-the-shop";
    private const string User = "shop";
    private const int MostOnAPage = 100;

    private readonly FakePosOptions options;
    private readonly RestStyle style;
    private readonly RestAuth auth;
    private readonly FakeGrant grant;
    private readonly FakeThrottle throttle;
    private readonly RestRows rows;
    private FakeServer? server;
    private Dictionary<string, string>? settings;

    private FakeRestPos(PosTruth truth, FakePosOptions options, RestStyle style, RestAuth auth)
    {
        (Truth, this.options, this.style, this.auth) = (truth, options, style, auth);
        grant = new FakeGrant(options.Time, TimeSpan.FromMinutes(30));
        throttle = new FakeThrottle(10, 10, options.Time);
        rows = new RestRows(truth, style);
    }

    public string ConnectorId => "rest";

    /// <summary>Its address.</summary>
    public string Url => server!.Url;

    public IReadOnlyDictionary<string, string> Settings => settings!;

    public PosTruth Truth { get; }

    public FaultPlan Faults => server!.Faults;

    public ConcurrentQueue<SeenRequest> Requests => server!.Requests;

    public int MostInFlight => server!.MostInFlight;

    /// <summary>A stream's path that these credentials may not read.</summary>
    public string? Forbidden { get; set; }

    public static async Task<FakeRestPos> StartAsync(PosTruth truth, FakePosOptions options, RestStyle style, RestAuth auth = RestAuth.ClientCredentials)
    {
        var pos = new FakeRestPos(truth, options, style, auth);
        pos.server = await FakeServer.StartAsync(pos.Answer, options.Port);
        pos.settings = new Dictionary<string, string> { ["definition"] = RestDefinitions.Of(style, auth, pos.Url) };
        foreach (var name in SecretsOf(auth)) pos.settings[name] = name is "username" or "clientId" ? User : Secret;
        return pos;
    }

    public Telling Telling { get; } = new() { BusinessDate = RestRows.BusinessDate };

    public double? ShareOfRate => options.Throttles ? throttle.Share : null;

    public bool IsPage(SeenRequest request) => request.Path != "/api/token";

    public void Forbid(string records) => Forbidden = "/api/" + (records == "inventory" ? "stock" : records);

    public void ExpireTokens() => grant.ExpireAll();

    public void RevokeGrant() => grant.Revoke();

    public async ValueTask DisposeAsync() => await server!.DisposeAsync();

    private static string[] SecretsOf(RestAuth auth) => auth switch
    {
        RestAuth.Header => ["apiKey"],
        RestAuth.Basic => ["username", "password"],
        RestAuth.Bearer => ["token"],
        RestAuth.ClientCredentials => ["clientId", "clientSecret"],
        _ => [],
    };

    private FakeAnswer Answer(HttpRequest request, string body)
    {
        var path = request.Path.Value ?? "";
        if (path == "/api/token") return Token(request, body);
        if (!IsSigned(request)) return Refuse(401, "unauthorised");
        if (options.Throttles && !throttle.Admits()) return Refuse(429, "slow down") with { Headers = new Dictionary<string, string> { ["Retry-After"] = "1" } };
        if (path == Forbidden) return Refuse(403, "not yours");
        if (!RestRows.Paths.Contains(path)) return Refuse(404, "no such thing");
        if (request.Method != (style == RestStyle.Cursor ? "POST" : "GET")) return Refuse(405, "wrong method");
        try
        {
            return new FakeAnswer(200, RestPages.Answer(style, rows.Of(path), RestQuery.Of(request, body), Math.Min(options.PageSize ?? MostOnAPage, MostOnAPage), $"{Url}{path}"));
        }
        catch (FormatException e)
        {
            return Refuse(400, e.Message);
        }
    }

    private FakeAnswer Token(HttpRequest request, string body)
    {
        if (auth != RestAuth.ClientCredentials || request.Method != "POST") return Refuse(404, "no such thing");
        if (!body.Contains("grant_type=client_credentials", StringComparison.Ordinal)) return Refuse(400, "unsupported_grant_type");
        if (grant.Revoked || request.Headers.Authorization != BasicHeader) return Refuse(401, "invalid_client");
        return new FakeAnswer(200, Json.Bytes(w =>
        {
            w.WriteStartObject();
            w.WriteString("access_token", grant.Issue());
            w.WriteString("token_type", "Bearer");
            w.WriteNumber("expires_in", 1800);
            w.WriteEndObject();
        }));
    }

    private static string BasicHeader => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Secret}"));

    private bool IsSigned(HttpRequest request) => !grant.Revoked && auth switch
    {
        RestAuth.Header => request.Headers["X-Shop-Key"] == "Key " + Secret,
        RestAuth.Basic => request.Headers.Authorization == BasicHeader,
        RestAuth.Bearer => request.Headers.Authorization == "Bearer " + Secret,
        RestAuth.ClientCredentials => grant.Accepts(request.Headers.Authorization),
        _ => true,
    };

    private static FakeAnswer Refuse(int status, string message) => new(status, Json.Bytes(w =>
    {
        w.WriteStartObject();
        w.WriteString("error", message);
        w.WriteEndObject();
    }));
}
