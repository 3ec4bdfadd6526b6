using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Lightspeed;

/// <summary>Finds the rows that a request asks for.</summary>
internal sealed class LightspeedRoutes(LightspeedStore store, LightspeedAccess access, FakePosOptions options)
{
    private const int DefaultPage = 100;

    // A third party saw that many served; the inventory search documents it.
    private const int LargestPage = 5000;

    private readonly LightspeedAnswers answers = new(store, access);
    private readonly LightspeedSaleAnswers sales = new(store);

    public FakeAnswer Answer(HttpRequest request, string body)
    {
        var parts = (request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is ["connect"]) return access.Authorise(request);
        if (parts is ["api", _, var list, var id] && request.Method == "GET") return One(request, list, id);
        if (parts is not ["api", var version, var resource]) return LightspeedJson.Error(404, "Not Found", "No such path");
        if ((request.Method, version, resource) == ("POST", "1.0", "token")) return access.Refresh(request, body);
        // A dead version is silently served by a living one.
        return (request.Method, resource) switch
        {
            // The only one that needs two (2026-07).
            ("GET", "retailer") => access.Refuse(request, "retailer:read", "payment_types:read") ?? answers.Retailer(),
            ("GET", "outlets") => Guarded(request, "outlets:read", () => Feed(request, store.Outlets(), _ => false, answers.Outlet)),
            ("GET", "customers") => Guarded(request, "customers:read", () => Feed(request, store.Customers(), c => c.Deleted, answers.Customer)),
            ("GET", "products") => Guarded(request, "products:read", () => Feed(request, store.Products(), p => p.Deleted, answers.Product)),
            // No "deleted" here: deleted sales are always told.
            ("GET", "sales") => Guarded(request, "sales:read", () => Feed(request, store.Sales(), null, sales.Sale)),
            ("POST", "inventory") => Guarded(request, "inventory:read", () => Inventory(body)),
            _ => LightspeedJson.Error(404, "Not Found", "No such path"),
        };
    }

    private FakeAnswer Guarded(HttpRequest request, string scope, Func<FakeAnswer> answer) => access.Refuse(request, scope) ?? answer();

    // Whatever else is in the query (date_from and the like) is ignored in silence.
    private FakeAnswer Feed<T>(HttpRequest request, IReadOnlyList<Versioned<T>> all, Func<T, bool>? deleted, Action<Utf8JsonWriter, Versioned<T>> write)
    {
        if (!Whole(request.Query["after"], out var after) || !Whole(request.Query["before"], out var before) || !Whole(request.Query["page_size"], out var size))
            return LightspeedJson.Error(400, "Bad Request", "A number is expected");
        var shown = deleted is null || request.Query["deleted"] == "true" ? all : all.Where(v => !v.Gone && !deleted(v.Record));
        var page = Page(shown, after ?? 0, before, size ?? DefaultPage);
        return new FakeAnswer(200, LightspeedJson.Feed(page, write));
    }

    private FakeAnswer One(HttpRequest request, string list, string id) => list switch
    {
        "customers" => Guarded(request, "customers:read", () => One(store.Customers().FirstOrDefault(c => c.Record.Id == id), answers.Customer)),
        "products" => Guarded(request, "products:read", () => One(store.Products().FirstOrDefault(p => p.Record.Id == id), answers.Product)),
        "sales" => Guarded(request, "sales:read", () => One(store.Sales().FirstOrDefault(s => s.Record.Id == id), sales.Sale)),
        "inventory" => Guarded(request, "inventory:read", () => new FakeAnswer(200, Json.Bytes(w => w.Rows(store.Levels().Where(l => !l.Gone && l.Record.ProductId == id), answers.Level)))),
        _ => LightspeedJson.Error(404, "Not Found", "No such path"),
    };

    private static FakeAnswer One<T>(Versioned<T>? found, Action<Utf8JsonWriter, Versioned<T>> write) where T : class => found is null
        ? LightspeedJson.Error(404, "Not Found", "No such record")
        : new FakeAnswer(200, Json.Bytes(w =>
        {
            w.WriteStartObject();
            w.WritePropertyName("data");
            write(w, found);
            w.WriteEndObject();
        }));

    private FakeAnswer Inventory(string body)
    {
        using var asked = JsonDocument.Parse(body.Length == 0 ? "{}" : body);
        var root = asked.RootElement;
        var (after, size) = (Long(root, "after") ?? 0, Long(root, "size") ?? 1000);
        if (size > LargestPage) return LightspeedJson.Error(400, "Bad Request", "size is too large");
        var ascending = root.TryGetProperty("sort_direction", out var direction) && direction.GetString() == "asc";
        var tellsDeleted = store.TellsDeletedStock && root.TryGetProperty("include_deleted", out var wanted) && wanted.ValueKind == JsonValueKind.True;
        var levels = store.Levels().Where(l => !l.Gone || tellsDeleted);
        var page = Page(ascending ? levels : levels.Reverse(), after, Long(root, "before"), size);
        return new FakeAnswer(200, Json.Bytes(w => w.Rows(
            [.. page.Select(l => (Action<Utf8JsonWriter>)(x => answers.Level(x, l))), .. page.Count == 0 ? Raw() : []], (x, write) => write(x))));
    }

    private IEnumerable<Action<Utf8JsonWriter>> Raw() => store.RawLevels.Snapshot().Select(r => (Action<Utf8JsonWriter>)(w => w.WriteRawValue(r)));

    private List<Versioned<T>> Page<T>(IEnumerable<Versioned<T>> rows, long after, long? before, long size) =>
        [.. rows.Where(v => v.Version > after && (before is null || v.Version < before)).Take((int)Math.Min(Math.Max(size, 1), options.PageSize ?? LargestPage))];

    private static bool Whole(string? text, out long? number)
    {
        number = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return false;
        number = value;
        return true;
    }

    private static long? Long(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.TryGetInt64(out var number) ? number : null;
}
