using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Square;

/// <summary>Lets in who may come in, and finds who answers.</summary>
internal sealed class SquareRoutes(FakeSquare fake)
{
    private readonly SquareOrders orders = new(fake);
    private readonly SquareCatalog catalog = new(fake);
    private readonly SquarePeople people = new(fake);

    public FakeAnswer Answer(HttpRequest request, string body)
    {
        var path = request.Path.Value ?? "";
        if (path == "/oauth2/authorize") return fake.SignIn.Authorise(request, code => new Dictionary<string, string> { ["code"] = code, ["response_type"] = "code" });
        try
        {
            var answer = Encoding.UTF8.GetBytes(Route(request, path, body).ToJsonString());
            fake.Answers.Enqueue((path, answer));
            return new FakeAnswer(200, answer) { Headers = new Dictionary<string, string> { ["Date"] = fake.Options.Time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture) } };
        }
        catch (SquareRefusal refusal)
        {
            return refusal.Answer();
        }
    }

    private JsonObject Route(HttpRequest request, string path, string body)
    {
        if (fake.Throttle?.Admits() == false) throw new SquareRefusal(429, "RATE_LIMIT_ERROR", "RATE_LIMITED", "Too many requests.");
        CheckVersion(request.Headers["Square-Version"]);
        var ask = Parse(body);
        if (path == "/oauth2/token") return SquareJsonText.Of(ask, "grant_type") == "authorization_code" ? Redeem(ask) : Renew(ask);
        CheckToken(request.Headers.Authorization);
        if (fake.ErrorWithin is { } within) return new JsonObject { ["errors"] = new JsonArray(new JsonObject { ["category"] = within, ["code"] = "SOME_CODE" }) };
        if (fake.OutsidePlan is { } refused && path.StartsWith("/v2/", StringComparison.Ordinal))
            throw new SquareRefusal(refused, "MERCHANT_SUBSCRIPTION_ERROR", "MERCHANT_SUBSCRIPTION_NOT_FOUND", "The merchant has no such subscription.");
        return (request.Method, path) switch
        {
            ("POST", "/oauth2/token/status") => Status(),
            ("GET", "/v2/locations") => Allowed("MERCHANT_PROFILE_READ", people.Locations),
            ("POST", "/v2/orders/search") => Allowed("ORDERS_READ", () => orders.Search(ask)),
            ("POST", "/v2/orders/batch-retrieve") => Allowed("ORDERS_READ", () => orders.ByIds(ask)),
            ("POST", "/v2/customers/search") => Allowed("CUSTOMERS_READ", () => people.Customers(ask)),
            ("POST", "/v2/customers/bulk-retrieve") => Allowed("CUSTOMERS_READ", () => people.CustomersById(ask)),
            ("POST", "/v2/loyalty/accounts/search") => Allowed("LOYALTY_READ", () => people.Loyalty(ask)),
            ("POST", "/v2/catalog/search") => Allowed("ITEMS_READ", () => catalog.Search(ask)),
            ("POST", "/v2/catalog/batch-retrieve") => Allowed("ITEMS_READ", () => catalog.ByIds(ask)),
            ("POST", "/v2/inventory/counts/batch-retrieve") => Allowed("INVENTORY_READ", () => people.Counts(ask)),
            _ => throw new SquareRefusal(404, "INVALID_REQUEST_ERROR", "NOT_FOUND", "Resource not found."),
        };
    }

    private JsonObject Allowed(string scope, Func<JsonObject> answer) => fake.Scopes.Contains(scope)
        ? answer()
        : throw new SquareRefusal(403, "AUTHENTICATION_ERROR", "INSUFFICIENT_SCOPES", "The merchant has not given your application sufficient permissions.");

    // Without the header the application's default version holds: only a wrong one is refused.
    private static void CheckVersion(string? version)
    {
        if (string.IsNullOrEmpty(version) || DateOnly.TryParseExact(version, "yyyy-MM-dd", out _)) return;
        throw SquareRefusal.Bad("INVALID_VALUE", "The Square-Version header is not a version.", "Square-Version");
    }

    private void CheckToken(string? given)
    {
        if (fake.Grant.Accepts(given)) return;
        var code = fake.Grant.Revoked ? "ACCESS_TOKEN_REVOKED" : given?.StartsWith("Bearer fake-token-", StringComparison.Ordinal) == true ? "ACCESS_TOKEN_EXPIRED" : "UNAUTHORIZED";
        throw new SquareRefusal(401, "AUTHENTICATION_ERROR", code, "This request could not be authorized.");
    }

    private JsonObject Renew(JsonObject ask)
    {
        if (SquareJsonText.Of(ask, "grant_type") != "refresh_token") throw SquareRefusal.Bad("INVALID_VALUE", "Unknown grant type.", "grant_type");
        if (SquareJsonText.Of(ask, "client_id") != FakeSquare.ClientId || SquareJsonText.Of(ask, "client_secret") != FakeSquare.ClientSecret)
            throw new SquareRefusal(401, "AUTHENTICATION_ERROR", "UNAUTHORIZED", "Not authorized.");
        if (fake.Grant.Revoked || SquareJsonText.Of(ask, "refresh_token") != FakeSquare.RefreshToken)
            throw new SquareRefusal(401, "AUTHENTICATION_ERROR", "UNAUTHORIZED", "Invalid refresh token.");
        return Tokens();
    }

    private JsonObject Redeem(JsonObject ask)
    {
        if (!fake.SignIn.Redeem(name => SquareJsonText.Of(ask, name), withRedirect: true))
            throw new SquareRefusal(401, "AUTHENTICATION_ERROR", "UNAUTHORIZED", "Authorization code not found for app or already used.");
        fake.Grant.Allow();
        // What was not asked for is not given.
        if (fake.SignIn.AskedScopes.Length > 0) fake.Scopes.IntersectWith(fake.SignIn.AskedScopes.Split(' '));
        return Tokens();
    }

    private JsonObject Tokens()
    {
        return new JsonObject
        {
            ["access_token"] = fake.Grant.Issue(),
            ["token_type"] = "bearer",
            ["expires_at"] = SquareTime.Text(fake.Grant.NextExpiry),
            ["merchant_id"] = "MERCHANT1",
            ["refresh_token"] = FakeSquare.RefreshToken, // In the code flow it is always the same.
            ["short_lived"] = false,
        };
    }

    private JsonObject Status() => new()
    {
        ["scopes"] = new JsonArray([.. fake.Scopes.Select(s => (JsonNode)s)]),
        ["expires_at"] = SquareTime.Text(fake.Grant.NextExpiry),
        ["client_id"] = FakeSquare.ClientId,
        ["merchant_id"] = "MERCHANT1",
    };

    private static JsonObject Parse(string body)
    {
        if (body.Length == 0) return [];
        try
        {
            return JsonNode.Parse(body) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            throw SquareRefusal.Bad("EXPECTED_JSON_BODY", "The body is not JSON.", null);
        }
    }
}

/// <summary>A request that Square does not answer as asked.</summary>
internal sealed class SquareRefusal(int status, string category, string code, string detail, string? field = null) : Exception(detail)
{
    public static SquareRefusal Bad(string code, string detail, string? field) => new(400, "INVALID_REQUEST_ERROR", code, detail, field);

    public FakeAnswer Answer()
    {
        var error = new JsonObject { ["category"] = category, ["code"] = code, ["detail"] = Message };
        if (field is not null) error["field"] = field;
        return new FakeAnswer(status, Encoding.UTF8.GetBytes(new JsonObject { ["errors"] = new JsonArray(error) }.ToJsonString()));
    }
}
