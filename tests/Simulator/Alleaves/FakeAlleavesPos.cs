using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Alleaves;

/// <summary>
/// An Alleaves as the requirements' reference has it, that tells a truth of no POS's own words. No rate is published, so that
/// it never throttles. It has one location, no variants and no statuses: see <see cref="Shape"/>.
/// </summary>
public sealed class FakeAlleavesPos : IFakePos
{
    private const string Username = "budtender@example.com";
    private const string Password = "correct horse";
    private const string Pin = "4711";
    private const int LargestPage = 100;

    private readonly FakePosOptions options;
    private readonly FakeGrant grant;
    private readonly AlleavesAnswers answers;
    private FakeServer server = null!;

    private FakeAlleavesPos(PosTruth truth, FakePosOptions options) =>
        (Truth, this.options, grant, answers) = (truth, options, new FakeGrant(options.Time, TimeSpan.FromMinutes(15)), new AlleavesAnswers(truth));

    /// <inheritdoc />
    public string ConnectorId => "alleaves";

    /// <inheritdoc />
    public PosTruth Truth { get; }

    /// <inheritdoc />
    public Telling Telling { get; } = new() { BuyersByEmail = true, Skus = false };

    /// <inheritdoc />
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["username"] = Username,
        ["password"] = Password,
        ["pin"] = Pin,
        ["baseUrl"] = server.Url,
        ["locationId"] = Truth.Locations[0].Id,
    };

    /// <inheritdoc />
    public FaultPlan Faults => server.Faults;

    /// <inheritdoc />
    public ConcurrentQueue<SeenRequest> Requests => server.Requests;

    /// <inheritdoc />
    public int MostInFlight => server.MostInFlight;

    /// <summary>Opens it on a free port.</summary>
    public static async Task<FakeAlleavesPos> StartAsync(PosTruth truth, FakePosOptions options)
    {
        var fake = new FakeAlleavesPos(truth, options);
        fake.server = await FakeServer.StartAsync(fake.Answer, options.Port);
        return fake;
    }

    /// <summary>Makes a truth such as Alleaves could have it; call it again after changes.</summary>
    public static void Shape(PosTruth truth)
    {
        TruthShapes.WithoutVariants(truth);
        TruthShapes.OnlyCompleted(truth);
        TruthShapes.WithExtrasAsLines(truth, taxAndDiscount: true);
    }

    /// <inheritdoc />
    public bool IsPage(SeenRequest request) => request.Path != "/api/auth";

    /// <inheritdoc />
    public void ExpireTokens() => grant.ExpireAll();

    /// <inheritdoc />
    public void RevokeGrant() => grant.Revoke();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => server.DisposeAsync();

    private FakeAnswer Answer(HttpRequest request, string body)
    {
        var path = request.Path.Value ?? "";
        if (path == "/api/auth") return Login(body);
        if (!grant.Accepts(request.Headers.Authorization)) return Refuse(401, "Token expired");
        return (request.Method, path) switch
        {
            ("GET", "/api/customers") => Ok(answers.Customers(Page(request, answers.EveryCustomer))),
            ("GET", "/api/orders") => Ok(answers.Orders(Page(request, answers.OrdersFrom(From(request))))),
            ("POST", "/inventory/search") => Ok(answers.Products()),
            _ => Refuse(404, "Not found"),
        };
    }

    private FakeAnswer Login(string body)
    {
        using var sent = JsonDocument.Parse(body.Length == 0 ? "{}" : body);
        return Field(sent, "username") == Username && Field(sent, "password") == Password && Field(sent, "pin") == Pin && !grant.Revoked
            ? Ok(ReferenceAnswers.Login(grant.Issue(), Truth.Locations[0].Id))
            : Refuse(401, "Invalid username or password");
    }

    private PageOf<T> Page<T>(HttpRequest request, IReadOnlyList<T> all) => PageOf<T>.Cut(
        all,
        int.TryParse(request.Query["page"], out var page) ? page : 1,
        Math.Min(int.TryParse(request.Query["pageSize"], out var size) ? size : LargestPage, options.PageSize ?? LargestPage));

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
