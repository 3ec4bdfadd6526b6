using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Shopify;

/// <summary>
/// Shopify's Admin GraphQL API over a truth. Pages by cursor and never more than 25,000 of a list, filters as its search does,
/// counts the cost of queries, and withholds what the app may not see.
/// </summary>
public sealed partial class FakeShopify : IFakePos, IFakeSignIn
{
    /// <summary>The version that it supports, and two more.</summary>
    public const string Version = "2026-07";

    /// <summary>The shop's own address.</summary>
    public const string Shop = "demo.myshopify.com";

    /// <summary>The shop's time zone: a location has none of its own here.</summary>
    internal const string TimeZone = "America/New_York";

    private const int LargestQuery = 1000;

    private readonly FakeShopifyBucket bucket;
    private readonly FakePosOptions options;
    private readonly FakeGrant grant;
    private readonly FakeShopifyGraph graph;
    private readonly string firstToken;
    private readonly FakeShopifyTokens tokens;
    private FakeServer server = null!;

    private FakeShopify(PosTruth truth, FakePosOptions options)
    {
        (Truth, this.options) = (truth, options);
        grant = new FakeGrant(options.Time, TimeSpan.FromHours(1)); // Source: expires_in 3600.
        firstToken = grant.Issue();
        SignIn = new FakeSignIn(options.Time, FakeShopifyTokens.ClientId, FakeShopifyTokens.ClientSecret);
        tokens = new FakeShopifyTokens(this, grant, options.Time);
        graph = new FakeShopifyGraph(truth, this, options.Time);
        Bulk = new FakeShopifyBulk(options.Time, graph.Root, Refusal);
        bucket = new FakeShopifyBucket(options.Time);
    }

    /// <inheritdoc />
    public string ConnectorId => "shopify";

    /// <inheritdoc />
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(MoreSettings)
    {
        ["shop"] = Shop,
        ["baseUrl"] = server.Url,
        ["accessToken"] = firstToken,
        ["clientId"] = FakeShopifyTokens.ClientId,
        ["clientSecret"] = FakeShopifyTokens.ClientSecret,
        ["refreshToken"] = FakeShopifyTokens.FirstRefreshToken,
    };

    /// <inheritdoc />
    public PosTruth Truth { get; }

    /// <inheritdoc />
    public Telling Telling { get; } = new() { Types = [TruthType.Online], TimeZone = (_, _) => TimeZone };

    /// <inheritdoc />
    public FaultPlan Faults => server.Faults;

    /// <inheritdoc />
    public ConcurrentQueue<SeenRequest> Requests => server.Requests;

    /// <inheritdoc />
    public int MostInFlight => server.MostInFlight;

    /// <inheritdoc />
    public FakeSignIn SignIn { get; }

    /// <summary>How often a token was refreshed.</summary>
    public int Refreshes => tokens.Refreshes;

    /// <summary>What the app was granted.</summary>
    public ISet<string> Scopes { get; } =
        new HashSet<string> { "read_orders", "read_all_orders", "read_customers", "read_products", "read_inventory", "read_locations" };

    /// <summary>Fields such as <c>Customer.firstName</c> that come back null with an error beside the data.</summary>
    public ISet<string> Withheld { get; } = new HashSet<string>();

    /// <summary>Customers as a whole are protected customer data that the app is not approved for.</summary>
    public bool CustomersUnapproved { get; set; }

    /// <summary>Versions that are supported.</summary>
    public IList<string> Versions { get; } = [Version, "2026-10", "2027-01"];

    /// <summary>Whether prices include tax.</summary>
    public bool TaxesIncluded { get; set; }

    /// <summary>How much of each order's tax is on its shipping, in minor units; orders without shipping have none.</summary>
    public long ShippingTax { get; set; }

    /// <summary>Into how many lines the shipping of an order is split.</summary>
    public int ShippingLines { get; set; } = 1;

    /// <summary>What a single query may cost.</summary>
    public int MostCost { get; set; } = LargestQuery;

    /// <summary>Orders that are tests, by id.</summary>
    public ISet<string> TestOrders { get; } = new HashSet<string>();

    /// <summary>What an owner chose beside what it takes to connect.</summary>
    public IDictionary<string, string> MoreSettings { get; } = new Dictionary<string, string>();

    /// <summary>Units that were given back or taken off again, by order and the line's place in it. The refund's money is the order's.</summary>
    public IDictionary<(string Order, int Line), int> Returned { get; } = new Dictionary<(string, int), int>();

    /// <summary>Fields of customers (<c>firstName</c>, <c>defaultEmailAddress</c>) that the app may not see: null, and no error says why.</summary>
    public ISet<string> NulledOfCustomers { get; } = new HashSet<string>();

    /// <summary>Orders whose units in <see cref="Returned"/> were taken off by an edit before anybody paid for them.</summary>
    public ISet<string> Edited { get; } = new HashSet<string>();

    /// <summary>Locations that are closed: they are listed where that is asked for, and show no stock.</summary>
    public ISet<string> ClosedLocations { get; } = new HashSet<string>();

    /// <summary>Variants whose stock nobody counts.</summary>
    public ISet<string> Untracked { get; } = new HashSet<string>();

    /// <summary>Levels of stock come in an order that is not that of their items.</summary>
    public bool LevelsUnordered { get; set; }

    /// <summary>Lists such as <c>orders</c> or <c>lineItems</c> each page of which says that another follows, without a cursor.</summary>
    public ISet<string> GoOnNowhere { get; } = new HashSet<string>();

    /// <summary>Its bulk operations.</summary>
    public FakeShopifyBulk Bulk { get; }

    /// <summary>How many queries were refused for want of points.</summary>
    public int Refused => bucket.Refused;

    /// <summary>Points that were spent.</summary>
    public double Spent => bucket.Spent;

    /// <summary>Opens it on a free port.</summary>
    public static async Task<FakeShopify> StartAsync(PosTruth truth, FakePosOptions options)
    {
        var fake = new FakeShopify(truth, options);
        fake.server = await FakeServer.StartAsync(fake.Answer, options.Port);
        return fake;
    }

    /// <inheritdoc />
    public double? ShareOfRate => options.Throttles ? bucket.Share : null;

    /// <inheritdoc />
    public bool IsPage(SeenRequest request) =>
        request.Path.EndsWith("/graphql.json", StringComparison.Ordinal) && !LookUp().IsMatch(request.Body);

    /// <inheritdoc />
    public bool IsNested(SeenRequest request) =>
        request.Body.Contains("query OrderLines", StringComparison.Ordinal) || request.Body.Contains("query ProductVariants", StringComparison.Ordinal);

    /// <inheritdoc />
    public void Forbid(string records) => Scopes.Remove("read_" + records);

    /// <inheritdoc />
    public void CloseLocation(string id) => ClosedLocations.Add(id);

    /// <inheritdoc />
    public void ExpireTokens() => grant.ExpireAll();

    /// <inheritdoc />
    public void RevokeGrant() => grant.Revoke();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => server.DisposeAsync();

    [GeneratedRegex("^\\{\"query\":\"\\s*query (ShopInfo|OrdersCount|CustomersCount|ProductsCount)")]
    private static partial Regex LookUp();

    private FakeAnswer Answer(HttpRequest request, string body)
    {
        var path = request.Path.Value ?? "";
        if (path == "/admin/oauth/access_token") return tokens.Answer(request, body);
        if (path == "/admin/oauth/authorize") return tokens.Authorise(request);
        if (path.StartsWith("/bulk-", StringComparison.Ordinal)) return Bulk.Download(request);
        var parts = path.Split('/');
        if (parts is not ["", "admin", "api", var version, "graphql.json"]) return Plain(404, "Not Found");
        if (request.Method != "POST") return Plain(405, "Method Not Allowed");
        if (!grant.Accepts(request.Headers["X-Shopify-Access-Token"])) return Plain(401, "[API] Invalid API key or access token (unrecognized login or wrong password)");
        // A version that is gone is answered by the oldest living one, silently.
        var served = Versions.Contains(version) ? version : Versions[0];
        return Query(body) with { Headers = new Dictionary<string, string> { ["X-Shopify-API-Version"] = served } };
    }

    private FakeAnswer Query(string body)
    {
        if (!TryParse(body, out var asked) || Text(asked, "query") is not { } text) return Plain(400, "Required parameter missing or invalid: query");
        try
        {
            var document = GraphQlDocument.Parse(text);
            return Run(document, GraphQlVariables.Check(document, asked.TryGetProperty("variables", out var v) ? v : default));
        }
        catch (FormatException e)
        {
            return Json(200, new JsonObject { ["errors"] = new JsonArray(GraphQlRun.Error(e.Message, "BAD_USER_INPUT")) });
        }
    }

    private FakeAnswer Run(GraphQlDocument document, GraphQlVariables variables)
    {
        var requested = GraphQlCost.Of(document.Fields, variables);
        if (requested > MostCost)
            return Json(200, new JsonObject { ["errors"] = new JsonArray(GraphQlRun.Error($"Query cost is {requested}, which exceeds the single query max cost limit ({MostCost}).", "MAX_COST_EXCEEDED")) });
        if (options.Throttles && !bucket.Take(requested))
            return Json(200, new JsonObject { ["errors"] = new JsonArray(GraphQlRun.Error("Throttled", "THROTTLED")), ["extensions"] = Cost(requested, null) });

        var run = new GraphQlRun(variables, options.PageSize ?? 250, Refusal, GoOnNowhere);
        var data = run.Object(document.IsMutation ? graph.Mutations(server.Url) : graph.Root(), document.Fields, []);
        var actual = Math.Min(requested, 2 + (data?.ToJsonString().Length ?? 0) / 400);
        if (options.Throttles) bucket.GiveBack(requested, actual);
        var answer = new JsonObject { ["data"] = data };
        if (run.Errors.Count > 0) answer["errors"] = run.Errors;
        answer["extensions"] = Cost(requested, actual);
        return Json(200, answer);
    }

    private string? Refusal(string type, string field)
    {
        if (Withheld.Contains($"{type}.{field}")) return $"This app is not approved to use the {field} field.";
        var scope = (type, field) switch
        {
            ("QueryRoot", "orders" or "order" or "ordersCount") => "read_orders",
            ("QueryRoot", "customers" or "customersCount") or ("Order", "customer") => "read_customers",
            ("QueryRoot", "products" or "product" or "productsCount") or ("LineItem", "product" or "variant") => "read_products",
            ("QueryRoot", "locations" or "location") or ("Order", "retailLocation") => "read_locations",
            ("Location", "inventoryLevels") or ("ProductVariant", "inventoryItem") => "read_inventory",
            _ => null,
        };
        if (scope is not null && !Scopes.Contains(scope)) return $"Access denied for {field} field. Required access: `{scope}` access scope.";
        return scope == "read_customers" && CustomersUnapproved ? "This app is not approved to access the Customer object." : null;
    }

    private JsonObject Cost(int requested, int? actual) => new()
    {
        ["cost"] = new JsonObject
        {
            ["requestedQueryCost"] = requested,
            ["actualQueryCost"] = actual,
            ["throttleStatus"] = new JsonObject
            {
                ["maximumAvailable"] = FakeShopifyBucket.Size,
                ["currentlyAvailable"] = options.Throttles ? bucket.Available : FakeShopifyBucket.Size,
                ["restoreRate"] = FakeShopifyBucket.Rate,
            },
        },
    };

    internal static bool TryParse(string body, out JsonElement parsed)
    {
        try
        {
            parsed = JsonDocument.Parse(body).RootElement;
            return parsed.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            parsed = default;
            return false;
        }
    }

    internal static string? Text(JsonElement e, string name) => e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    internal static FakeAnswer Plain(int status, string error) => Json(status, new JsonObject { ["errors"] = error });

    internal static FakeAnswer Json(int status, JsonObject body) => new(status, JsonSerializer.SerializeToUtf8Bytes(body));
}

/// <summary>Points for queries: what a plan without extras has.</summary>
internal sealed class FakeShopifyBucket(TimeProvider time)
{
    public const int Size = 2000;
    public const int Rate = 100;

    private readonly Lock gate = new();
    private double points = Size;
    private readonly long first = time.GetTimestamp();
    private long last = time.GetTimestamp();

    public int Refused { get; private set; }

    public double Spent { get; private set; }

    /// <summary>Of the points that came back from the first query to the last, how many were spent beyond the full bucket of the start; null where that is too little to tell.</summary>
    public double? Share
    {
        get { lock (gate) return Spent > 3 * Size ? (Spent - Size) / (Rate * time.GetElapsedTime(first, last).TotalSeconds) : null; }
    }

    public int Available { get { lock (gate) { Fill(); return (int)Math.Floor(points); } } }

    public bool Take(int cost)
    {
        lock (gate)
        {
            Fill();
            if (points + 1e-9 < cost)
            {
                Refused++;
                return false;
            }

            points -= cost;
            Spent += cost;
            return true;
        }
    }

    public void GiveBack(int requested, int actual)
    {
        lock (gate)
        {
            points = Math.Min(Size, points + requested - actual);
            Spent -= requested - actual;
        }
    }

    private void Fill()
    {
        var now = time.GetTimestamp();
        points = Math.Min(Size, points + time.GetElapsedTime(last, now).TotalSeconds * Rate);
        last = now;
    }
}
