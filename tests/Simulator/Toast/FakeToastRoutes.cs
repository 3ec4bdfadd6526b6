using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Toast;

/// <summary>What a fake Toast answers to a request with a good token.</summary>
internal sealed class FakeToastRoutes(PosTruth truth, FakePosOptions options, ConcurrentDictionary<string, bool> scopes)
{
    // Source: orders 2.9.0.
    private const int LargestPage = 100;
    private static readonly DateTimeOffset Earliest = new(2015, 12, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<string, FakeToastSlices> throttles = new();
    private volatile People? people;

    /// <summary>Of the rate at which a restaurant's orders may be asked for, how much was: where least.</summary>
    public double? Share => throttles.Where(t => t.Key.StartsWith("/orders/", StringComparison.Ordinal)).Min(t => t.Value.Share);

    public int Throttled => throttles.Values.Sum(t => t.Refused);

    public ConcurrentDictionary<string, string> RawOrders { get; } = new();

    public ConcurrentDictionary<string, string[]> RawItems { get; } = new();

    public ConcurrentDictionary<string, string[]> RawStock { get; } = new();

    public ConcurrentDictionary<(string Order, string Product), long> Returned { get; } = new();

    public ConcurrentDictionary<string, bool> Closed { get; } = new();

    public FakeAnswer Answer(HttpRequest request)
    {
        var path = request.Path.Value ?? "";
        if (request.Headers["Toast-Restaurant-External-ID"].ToString() is not { Length: > 0 } guid)
            return FakeToastAnswers.Error(400, 10003, "Toast-Restaurant-External-ID header is required");
        if (Closed.ContainsKey(guid) || truth.Locations.Snapshot().FirstOrDefault(l => l.Id == guid) is not { } place)
            return FakeToastAnswers.Error(403, 10012, "The restaurant is not connected");
        if (Scope(path) is { } scope && !scopes.GetValueOrDefault(scope)) return FakeToastAnswers.Error(403, 10013, "Access is denied");
        if (options.Throttles && !Admits(path, guid)) return TooMany();
        return path switch
        {
            "/orders/v2/ordersBulk" => Orders(request, place),
            "/menus/v2/metadata" => Menus(place, false),
            "/menus/v2/menus" => Menus(place, true),
            "/stock/v1/inventory" => FakeToastAnswers.Of(w => FakeToastMenus.Stock(w, truth.Levels.Snapshot().Where(l => l.LocationId == guid), RawStock.GetValueOrDefault(guid, []))),
            _ when path.StartsWith("/orders/v2/orders/", StringComparison.Ordinal) => Order(path["/orders/v2/orders/".Length..], place),
            _ when path == "/restaurants/v1/restaurants/" + guid => FakeToastAnswers.Of(w => FakeToastMenus.Restaurant(w, place, truth)),
            _ => FakeToastAnswers.Error(404, 10001, "Not found"),
        };
    }

    private static string? Scope(string path) => path.Split('/')[1] switch
    {
        "orders" => "orders:read",
        "menus" => "menus:read",
        "stock" => "stock:read",
        "restaurants" => "restaurants:read",
        _ => null,
    };

    private FakeAnswer Menus(TruthLocation place, bool whole)
    {
        var products = truth.Products.Snapshot();
        return products.Length == 0
            ? FakeToastAnswers.Error(404, 10020, "No published data was found for the restaurant")
            : FakeToastAnswers.Of(w => FakeToastMenus.Menus(w, place, products, truth, whole ? RawItems.GetValueOrDefault(place.Id, []) : null));
    }

    private FakeAnswer Orders(HttpRequest request, TruthLocation place)
    {
        var query = request.Query;
        var size = Math.Min(LargestPage, options.PageSize ?? LargestPage);
        if (!Number(query["pageSize"], 100, out var pageSize) || pageSize > size) return Bad("pageSize", $"pageSize must be 1 to {size}");
        if (!Number(query["page"], 1, out var page)) return Bad("page", "page must be 1 or more");
        Func<TruthOrder, bool> wanted;
        var (from, to) = (DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        if (query.ContainsKey("businessDate"))
        {
            var day = query["businessDate"].ToString();
            if (!DateOnly.TryParseExact(day, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) return Bad("businessDate", "businessDate must be yyyyMMdd");
            wanted = o => FakeToastOrders.BusinessDate(o, place) == day;
        }
        else
        {
            if (!Date(query["startDate"], out from)) return Bad("startDate", "startDate is not a date");
            if (!Date(query["endDate"], out to)) return Bad("endDate", "endDate is not a date");
            if (from <= Earliest) return Bad("startDate", "startDate must be after 2015-12-01T00:00:00.000+0000");
            if (to <= from) return Bad("endDate", "endDate must be later than startDate");
            if (to > from.AddMonths(1)) return Bad("endDate", "The window may be one month at most");
            wanted = o => o.UpdatedAt >= from && o.UpdatedAt < to;
        }

        // In the order in which they were opened, whatever they are asked by; those in Toast's own words stand last, as they were changed.
        var rows = truth.Orders.Snapshot().Where(o => o.LocationId == place.Id && wanted(o)).OrderBy(o => o.CreatedAt).ThenBy(o => o.Id, StringComparer.Ordinal).ToList();
        var raw = place == truth.Locations[0] ? RawOrders.Values.Where(r => Within(r, from, to)).OrderBy(Modified).ToList() : [];
        var skipped = (page - 1) * pageSize;
        var (mine, theirs) = (rows.Skip(skipped).Take(pageSize).ToList(), raw.Skip(Math.Max(0, skipped - rows.Count)));
        var customers = Customers();
        var orders = new FakeToastOrders(truth, customers, scopes.GetValueOrDefault("guest.pi:read"), Returned);
        return FakeToastAnswers.Of(w =>
        {
            w.WriteStartArray();
            foreach (var row in mine) orders.Write(w, row, place);
            foreach (var text in theirs.Take(pageSize - mine.Count)) w.WriteRawValue(text);
            w.WriteEndArray();
        }) with
        {
            Headers = Links(page, rows.Count + raw.Count > skipped + pageSize),
        };
    }

    private FakeAnswer Order(string id, TruthLocation place)
    {
        if (truth.Orders.Snapshot().FirstOrDefault(o => o.Id == id && o.LocationId == place.Id) is not { } order) return FakeToastAnswers.Error(404, 10001, "Not found");
        var customers = Customers();
        return FakeToastAnswers.Of(w => new FakeToastOrders(truth, customers, scopes.GetValueOrDefault("guest.pi:read"), Returned).Write(w, order, place));
    }

    // Made once for as long as nobody changes: a long history is a thousand answers.
    private Dictionary<string, TruthCustomer> Customers()
    {
        var all = truth.Customers.Snapshot();
        var known = people;
        if (known?.Of != all) people = known = new People(all, all.ToDictionary(c => c.Id));
        return known.ById;
    }

    private static bool Within(string raw, DateTimeOffset from, DateTimeOffset to) => Modified(raw) is { } at && at >= from && at < to;

    private static DateTimeOffset? Modified(string raw)
    {
        using var order = JsonDocument.Parse(raw);
        return Date(order.RootElement.GetProperty("modifiedDate").GetString(), out var at) ? at : null;
    }

    // The host is a placeholder, as it may be at the real service.
    private static Dictionary<string, string> Links(int page, bool more) => new()
    {
        ["link"] = $"<https://toast-api-server/orders/v2/ordersBulk?page={page}>; rel=\"self\""
            + (more ? $", <https://toast-api-server/orders/v2/ordersBulk?page={page + 1}>; rel=\"next\"" : ""),
    };

    private static bool Number(string? text, int otherwise, out int number)
    {
        number = otherwise;
        return text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0);
    }

    private static bool Date(string? text, out DateTimeOffset date) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    private static FakeAnswer Bad(string field, string message) => FakeToastAnswers.Error(400, 10006, message, field);

    // Source: Toast's "Rate limiting": 20 a second over all, ordersBulk 5 and menus 1 a second and restaurant, in fixed slices.
    private bool Admits(string path, string guid)
    {
        var endpoint = path switch
        {
            "/orders/v2/ordersBulk" => Throttle(path + guid, 5),
            "/menus/v2/menus" => Throttle(path + guid, 1),
            _ => null,
        };
        return Throttle(guid, 20).Admits() && endpoint?.Admits() != false;
    }

    private FakeToastSlices Throttle(string key, int perSecond) => throttles.GetOrAdd(key, _ => new FakeToastSlices(perSecond, options.Time));

    private FakeAnswer TooMany() => FakeToastAnswers.Error(429, 10040, "Too many requests") with
    {
        Headers = new Dictionary<string, string>
        {
            ["Retry-After"] = "1",
            ["X-Toast-RateLimit-By"] = "ENDPOINT",
            ["X-Toast-RateLimit-Remaining"] = "0",
            ["X-Toast-RateLimit-Reset"] = (options.Time.GetUtcNow().ToUnixTimeSeconds() + 1).ToString(CultureInfo.InvariantCulture),
        },
    };

    private sealed record People(TruthCustomer[] Of, Dictionary<string, TruthCustomer> ById);
}

/// <summary>Answers in Toast's form.</summary>
internal static class FakeToastAnswers
{
    /// <summary>Minor units in one unit: amounts go over the wire in units.</summary>
    public static decimal Scale(string currency) => currency switch
    {
        "JPY" or "KRW" or "CLP" or "VND" or "ISK" => 1,
        "KWD" or "BHD" or "JOD" or "OMR" or "TND" => 1000,
        _ => 100,
    };

    public static FakeAnswer Of(Action<Utf8JsonWriter> write) => new(200, Json.Bytes(write));

    public static FakeAnswer Error(int status, int code, string message, string? field = null) => new(status, Json.Bytes(w =>
    {
        w.WriteStartObject();
        w.WriteNumber("status", status);
        w.WriteNumber("code", code);
        w.WriteString("message", message);
        w.WriteNull("messageKey");
        w.WriteString("fieldName", field);
        w.WriteNull("link");
        w.WriteString("requestId", "11111111-aaaa-4bbb-8ccc-000000000001");
        w.WriteNull("developerMessage");
        w.WriteStartArray("errors");
        w.WriteEndArray();
        w.WriteNull("canRetry");
        w.WriteEndObject();
    }));
}
