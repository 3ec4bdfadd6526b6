using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Shopify;

/// <summary>How an app gets its tokens: by the owner's click, by refresh, or in its own name.</summary>
internal sealed class FakeShopifyTokens(FakeShopify fake, FakeGrant grant, TimeProvider time)
{
    public const string ClientId = "fake-client";
    public const string ClientSecret = "fake-client-secret";
    public const string FirstRefreshToken = "fake-refresh-token";

    private readonly List<string> refreshTokens = [FirstRefreshToken];

    /// <summary>How often a token was refreshed.</summary>
    public int Refreshes { get; private set; }

    public FakeAnswer Authorise(HttpRequest request) => fake.SignIn.Authorise(
        request,
        code => new Dictionary<string, string>
        {
            ["code"] = code,
            ["host"] = Convert.ToBase64String(Encoding.ASCII.GetBytes("admin.shopify.com/store/demo")),
            ["shop"] = FakeShopify.Shop,
            ["timestamp"] = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        },
        query => query["hmac"] = Sign(query));

    public FakeAnswer Answer(HttpRequest request, string body)
    {
        if (request.Method != "POST" || !FakeShopify.TryParse(body, out var asked)) return FakeShopify.Plain(400, "invalid_request");
        if (Text(asked, "client_id") != ClientId || Text(asked, "client_secret") != ClientSecret) return FakeShopify.Plain(401, "application_cannot_be_found");
        var good = Text(asked, "grant_type") switch
        {
            null => Redeem(asked),
            "refresh_token" => !grant.Revoked && TakesRefresh(Text(asked, "refresh_token")),
            "client_credentials" => !grant.Revoked,
            _ => false,
        };
        if (!good) return FakeShopify.Plain(400, "invalid_grant");
        grant.ExpireAll(); // One expiring token per app and shop: a new one ends those before.
        return FakeShopify.Json(200, new JsonObject
        {
            ["access_token"] = grant.Issue(),
            ["expires_in"] = 3600,
            ["scope"] = string.Join(',', fake.Scopes),
            ["refresh_token"] = refreshTokens[^1],
            ["refresh_token_expires_in"] = 7776000,
        });
    }

    // Each refresh brings a new refresh token; those before it stay good until it is used itself.
    private bool TakesRefresh(string? token)
    {
        lock (refreshTokens)
        {
            var at = token is null ? -1 : refreshTokens.IndexOf(token);
            if (at < 0) return false;
            Refreshes++;
            refreshTokens.RemoveRange(0, at);
            refreshTokens.Add($"{FirstRefreshToken}-{refreshTokens.Count}");
            return true;
        }
    }

    private bool Redeem(JsonElement asked)
    {
        if (Text(asked, "expiring") != "1" || !fake.SignIn.Redeem(name => Text(asked, name), withRedirect: false)) return false;
        grant.Allow();
        lock (refreshTokens)
        {
            refreshTokens.Clear();
            refreshTokens.Add($"{FirstRefreshToken}-of-{Text(asked, "code")}");
        }

        return true;
    }

    private static string Sign(Dictionary<string, string> query)
    {
        var text = string.Join('&', query.OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => q.Key + "=" + Uri.EscapeDataString(q.Value)));
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(ClientSecret), Encoding.UTF8.GetBytes(text)));
    }

    private static string? Text(JsonElement e, string name) => FakeShopify.Text(e, name);
}
