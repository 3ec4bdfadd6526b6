using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Lightspeed;

/// <summary>Who may ask, and how often.</summary>
internal sealed class LightspeedAccess(FakePosOptions options)
{
    public const string ClientId = "client-1";
    public const string ClientSecret = "secret-of-client-1";

    // Published: 300 × registers + 50 in 5 minutes; this store has one register.
    private const int Limit = 350;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan TokenLife = TimeSpan.FromSeconds(86_400);

    private readonly Lock gate = new();
    private readonly FakeGrant grant = new(options.Time, TokenLife);
    private DateTimeOffset windowEnds = DateTimeOffset.MinValue;
    private int used;
    private int admitted;
    private DateTimeOffset first;
    private DateTimeOffset last;
    private int generation = 1;
    private volatile HashSet<string>? granted; // null: the personal token of somebody who may read all

    public FakeSignIn SignIn { get; } = new(options.Time, ClientId, ClientSecret);

    public ConcurrentDictionary<string, bool> Denied { get; } = new();

    /// <summary>What the store's address begins with; its owner may change it.</summary>
    public string Prefix { get; set; } = "example";

    public string RefreshToken => "refresh-" + generation.ToString(CultureInfo.InvariantCulture);

    public int Refreshes { get; private set; }

    public int Throttled { get; private set; }

    /// <summary>Of the rate, how much was asked for; null where no more than a window's worth came.</summary>
    public double? Share
    {
        get { lock (gate) return admitted > Limit ? admitted / (Limit * (last - first) / Window) : null; }
    }

    public string Token { get; private set; } = "";

    public void Open() => Token = grant.Issue();

    public void ExpireTokens() => grant.ExpireAll();

    public void Revoke() => grant.Revoke();

    /// <summary>What speaks against a request; null where nothing does.</summary>
    public FakeAnswer? Refuse(HttpRequest request, params ReadOnlySpan<string> scopes)
    {
        if (string.IsNullOrEmpty(request.Headers.UserAgent)) return LightspeedJson.Error(400, "Bad Request", "A User-Agent header is required");
        if (!grant.Accepts(request.Headers.Authorization)) return LightspeedJson.Error(401, "Unauthorized", "Invalid or expired access token");
        foreach (var scope in scopes)
            if (!Holds(scope)) return LightspeedJson.Error(403, "Forbidden", "Insufficient scope");
        return options.Throttles ? Throttle() : null;
    }

    /// <summary>Whether the owner allowed it: a token of a sign-in may do what was asked for there, and nothing else.</summary>
    public bool Holds(string scope) => !Denied.ContainsKey(scope) && granted?.Contains(scope) != false;

    /// <summary>The owner's click.</summary>
    public FakeAnswer Authorise(HttpRequest request) => request.Query["response_type"] == "code"
        ? SignIn.Authorise(request, code => new Dictionary<string, string> { ["code"] = code, ["domain_prefix"] = Prefix })
        : LightspeedJson.Error(400, "invalid_request", "response_type must be code");

    /// <summary>A code's exchange, or a refresh: each gives a new refresh token and ends the old pair.</summary>
    public FakeAnswer Refresh(HttpRequest request, string body)
    {
        if (request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal) != true) return LightspeedJson.Error(400, "invalid_request", "Send a form");
        var form = QueryHelpers.ParseQuery(body);
        if (form.GetValueOrDefault("client_id") != ClientId || form.GetValueOrDefault("client_secret") != ClientSecret) return LightspeedJson.Error(401, "invalid_client", "Client authentication failed");
        lock (gate)
        {
            if (form.GetValueOrDefault("grant_type") == "authorization_code") return Redeem(name => form.GetValueOrDefault(name));
            if (grant.Revoked || form.GetValueOrDefault("grant_type") != "refresh_token" || form.GetValueOrDefault("refresh_token") != RefreshToken)
                return LightspeedJson.Error(400, "invalid_grant", "The refresh token is invalid, expired, revoked, or was issued to another client.");
            Refreshes++;
            return NewPair();
        }
    }

    private FakeAnswer Redeem(Func<string, string?> sent)
    {
        if (!SignIn.Redeem(sent, withRedirect: true)) return LightspeedJson.Error(400, "invalid_grant", "The code is invalid");
        grant.Allow();
        granted = [.. SignIn.AskedScopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        return NewPair();
    }

    private FakeAnswer NewPair()
    {
        generation++;
        grant.ExpireAll();
        Token = grant.Issue();
        return new FakeAnswer(200, Pair(Token));
    }

    private byte[] Pair(string token) => Json.Bytes(w =>
    {
        w.WriteStartObject();
        w.WriteString("access_token", token);
        w.WriteString("token_type", "Bearer");
        w.WriteNumber("expires", grant.NextExpiry.ToUnixTimeSeconds());
        w.WriteNumber("expires_in", (int)TokenLife.TotalSeconds);
        w.WriteString("refresh_token", RefreshToken);
        w.WriteString("domain_prefix", Prefix);
        w.WriteString("scope", string.Join(' ', granted ?? []));
        w.WriteEndObject();
    });

    private FakeAnswer? Throttle()
    {
        lock (gate)
        {
            var now = options.Time.GetUtcNow();
            if (now >= windowEnds) (used, windowEnds) = (0, now + Window);
            if (admitted == 0) first = now;
            last = now;
            if (++used <= Limit)
            {
                admitted++;
                return null;
            }

            Throttled++;
            var again = windowEnds.AddMilliseconds(999); // a date has whole seconds: never one too early
            return LightspeedJson.Error(429, "Too Many Requests", "Rate limiting enforced") with
            {
                Headers = new Dictionary<string, string>
                {
                    ["Date"] = now.ToString("r", CultureInfo.InvariantCulture),
                    ["Retry-After"] = again.ToString("r", CultureInfo.InvariantCulture),
                    ["X-RateLimit-Limit"] = Limit.ToString(CultureInfo.InvariantCulture),
                    ["X-RateLimit-Remaining"] = "0",
                },
            };
        }
    }
}
