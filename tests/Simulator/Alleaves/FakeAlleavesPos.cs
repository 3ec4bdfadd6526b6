using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Alleaves;

/// <summary>
/// An Alleaves that tells a truth of no POS's own words: as the requirements' reference has it, or in the form that public code
/// saw. No rate is published, so that it never throttles. It has one location and no variants: see <see cref="Shape"/>.
/// </summary>
public sealed class FakeAlleavesPos : IFakePos
{
    private const string Username = "budtender@example.com";
    private const string Password = "correct horse";
    private const string Pin = "4711";
    private const int LargestPage = 100;
    private const string LivePrefix = "/live";

    private readonly FakePosOptions options;
    private readonly FakeGrant grant;
    private readonly AlleavesAnswers answers;
    private readonly AlleavesLiveAnswers liveAnswers;
    private readonly HashSet<string> forbidden = [];
    private readonly bool live;
    private FakeServer server = null!;

    private FakeAlleavesPos(PosTruth truth, FakePosOptions options, bool live)
    {
        (Truth, this.options, this.live) = (truth, options, live);
        (grant, answers, liveAnswers) = (new FakeGrant(options.Time, TimeSpan.FromMinutes(15)), new AlleavesAnswers(truth), new AlleavesLiveAnswers(truth));
        Telling = new Telling
        {
            BuyersByEmail = !live,
            Skus = false,
            Barcodes = false,
            Types = live ? [] : [TruthType.Delivery, TruthType.Pickup],
            TimeZone = (_, _) => null,
            OnSale = OnSale,
        };
    }

    /// <inheritdoc />
    public string ConnectorId => "alleaves";

    /// <inheritdoc />
    public PosTruth Truth { get; }

    /// <inheritdoc />
    public Telling Telling { get; }

    /// <inheritdoc />
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["username"] = Username,
        ["password"] = Password,
        ["pin"] = Pin,
        ["baseUrl"] = server.Url + (live ? LivePrefix : ""),
        ["locationId"] = Truth.Locations[0].Id,
        ["profile"] = live ? "live" : "reference",
    };

    /// <inheritdoc />
    public FaultPlan Faults => server.Faults;

    /// <inheritdoc />
    public ConcurrentQueue<SeenRequest> Requests => server.Requests;

    /// <inheritdoc />
    public int MostInFlight => server.MostInFlight;

    /// <summary>The oldest orders are listed first; else the newest.</summary>
    public bool OldestFirst { get => answers.OldestFirst; set => answers.OldestFirst = value; }

    /// <summary><c>startDate</c> means nothing to it.</summary>
    public bool PassesOverDates { get => answers.PassesOverDates; set => answers.PassesOverDates = value; }

    /// <summary>Opens it on a free port.</summary>
    /// <param name="truth">What is there.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="live">Whether it answers in the form that public code saw; its pages are as long as asked for then, since it states no total.</param>
    public static async Task<FakeAlleavesPos> StartAsync(PosTruth truth, FakePosOptions options, bool live = false)
    {
        var fake = new FakeAlleavesPos(truth, options, live);
        fake.server = await FakeServer.StartAsync(fake.Answer, options.Port);
        return fake;
    }

    /// <summary>Makes a truth such as Alleaves could have it; call it again after changes.</summary>
    public static void Shape(PosTruth truth)
    {
        TruthShapes.WithoutVariants(truth);
        TruthShapes.OnlyCompleted(truth);
        TruthShapes.WithoutRefunds(truth);
        TruthShapes.WithExtrasAsLines(truth, taxAndDiscount: true);
    }

    /// <summary>The same for the form that public code saw, which has statuses, tax and discount too.</summary>
    public static void ShapeLive(PosTruth truth)
    {
        TruthShapes.WithoutVariants(truth);
        TruthShapes.WithoutRefunds(truth);
        TruthShapes.WithExtrasAsLines(truth, taxAndDiscount: false);
    }

    /// <inheritdoc />
    public bool IsPage(SeenRequest request) => !request.Path.EndsWith("/auth", StringComparison.Ordinal);

    /// <summary>No permissions are known: a user who may not read something is refused it.</summary>
    public void Forbid(string records) => forbidden.Add(records);

    /// <inheritdoc />
    public void ExpireTokens() => grant.ExpireAll();

    /// <inheritdoc />
    public void RevokeGrant() => grant.Revoke();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => server.DisposeAsync();

    private FakeAnswer Answer(HttpRequest request, string body)
    {
        var path = request.Path.Value ?? "";
        if (path == (live ? LivePrefix : "/api") + "/auth") return Login(body);
        if (!grant.Accepts(request.Headers.Authorization)) return Refuse(401, "Token expired");
        if (forbidden.Contains(KindOf(path))) return Refuse(403, "Not allowed");
        if (live) return AnswerLive(request, path, body);
        return (request.Method, path) switch
        {
            ("GET", "/api/customers") => Ok(answers.Customers(Page(request, answers.EveryCustomer))),
            ("GET", "/api/orders") => Ok(answers.Orders(Page(request, answers.OrdersFrom(From(request))))),
            ("POST", "/inventory/search") => Ok(answers.Products()),
            _ => Refuse(404, "Not found"),
        };
    }

    private FakeAnswer AnswerLive(HttpRequest request, string path, string body) => (request.Method, path) switch
    {
        ("POST", LivePrefix + "/customer/search") => Ok(liveAnswers.Customers(Asked(body, answers.EveryCustomer))),
        ("GET", LivePrefix + "/order") => Ok(liveAnswers.Orders(Page(request, answers.OrdersFrom(From(request))))),
        ("POST", LivePrefix + "/inventory/search") => Ok(liveAnswers.Inventory()),
        _ => Refuse(404, "Not found"),
    };

    private static string KindOf(string path) => path.Contains("customer", StringComparison.Ordinal) ? "customers" : path.Contains("order", StringComparison.Ordinal) ? "orders" : "products";

    private FakeAnswer Login(string body)
    {
        using var sent = JsonDocument.Parse(body.Length == 0 ? "{}" : body);
        if (Field(sent, "username") != Username || Field(sent, "password") != Password || grant.Revoked) return Refuse(401, "Invalid username or password");
        if (Field(sent, "pin") != Pin) return Refuse(401, "Invalid PIN");
        return Ok(live ? LiveAnswers.Login(grant.Issue()) : ReferenceAnswers.Login(grant.Issue(), Truth.Locations[0].Id));
    }

    // What has run out is told as not available, too.
    private static bool OnSale(PosTruth truth, TruthProduct product) =>
        !product.Archived && truth.Levels.Snapshot().Where(l => l.ProductId == product.Id).Sum(l => l.Quantity) > 0;

    private static PageOf<T> Asked<T>(string body, IReadOnlyList<T> all)
    {
        using var sent = JsonDocument.Parse(body);
        return PageOf<T>.Cut(all, sent.RootElement.GetProperty("page").GetInt32(), Math.Min(sent.RootElement.GetProperty("pageSize").GetInt32(), LargestPage));
    }

    private PageOf<T> Page<T>(HttpRequest request, IReadOnlyList<T> all) => PageOf<T>.Cut(
        all,
        int.TryParse(request.Query["page"], out var page) ? page : 1,
        Math.Min(int.TryParse(request.Query["pageSize"], out var size) ? size : LargestPage, live ? LargestPage : options.PageSize ?? LargestPage));

    private static DateTimeOffset? From(HttpRequest request) =>
        DateTimeOffset.TryParse(request.Query["startDate"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var from) ? from : null;

    private static string? Field(JsonDocument sent, string name) => sent.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static FakeAnswer Ok(byte[] body) => new(200, body);

    private static FakeAnswer Refuse(int status, string message) => new(status, Json.Bytes(w =>
    {
        w.WriteStartObject();
        w.WriteString("message", message);
        w.WriteEndObject();
    }));
}
