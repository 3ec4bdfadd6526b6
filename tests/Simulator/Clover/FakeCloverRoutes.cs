using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Clover;

/// <summary>A row of a list, with what it can be filtered and sorted by.</summary>
internal sealed record FakeCloverRow(string Id, DateTimeOffset Created, DateTimeOffset? Modified, DateTimeOffset? Deleted, Action<Utf8JsonWriter, HashSet<string>> Write);

/// <summary>Clover's lists: filters, order and pages as published.</summary>
internal sealed class FakeCloverRoutes(FakeClover fake, FakePosOptions options)
{
    private const int HardMaximum = 1000;
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(90);
    private static readonly string[] Operators = [">=", "<=", "!=", ">", "<", "="];

    // The filters of each list that this fake knows; any other is refused, as Clover refuses those that are not published.
    private static readonly Dictionary<string, string[]> Filters = new()
    {
        ["orders"] = ["modifiedTime", "createdTime", "deletedTime", "id"],
        ["payments"] = ["modifiedTime", "createdTime", "id"],
        ["refunds"] = ["createdTime"],
        ["credits"] = ["createdTime"],
        ["customers"] = ["id", "deletedTime"],
        ["items"] = ["modifiedTime", "id", "deleted"],
        ["item_stocks"] = ["modifiedTime"],
        ["item_groups"] = [],
        ["line_items"] = [],
    };

    private readonly FakeCloverAnswers answers = new(fake);

    public static string PermissionOf(string[] parts) => parts.ElementAtOrDefault(1) switch
    {
        "orders" => "ORDERS_R",
        "payments" or "refunds" or "credits" => "PAYMENTS_R",
        "customers" => "CUSTOMERS_R",
        "items" or "item_stocks" or "item_groups" => "INVENTORY_R",
        _ => "MERCHANT_R",
    };

    public FakeAnswer Answer(HttpRequest request, string[] parts)
    {
        var expand = request.Query["expand"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet();
        return parts switch
        {
            [_] => Ok(answers.Merchant),
            [_, "properties"] => Ok(answers.Properties),
            [_, "orders"] => List(request, "orders", answers.Orders(), expand),
            [_, "orders", var id] => answers.Orders().FirstOrDefault(o => o.Id == id && o.Deleted is null) is { } order ? Ok(w => order.Write(w, expand)) : FakeClover.Refusal(404, "Not found"),
            [_, "orders", var id, "line_items"] => answers.Orders().Any(o => o.Id == id && o.Deleted is null)
                ? List(request, "line_items", answers.LineItems(id), expand)
                : FakeClover.Refusal(404, "Not found"),
            [_, "customers", var id] => One(answers.Customers(), id, expand),
            [_, "items", var id] => One(answers.Items(), id, expand),
            [_, "item_stocks", var id] => One(answers.Stocks(), id, expand),
            [_, "payments"] => List(request, "payments", answers.Payments(), expand),
            [_, "refunds"] => List(request, "refunds", answers.Refunds(), expand),
            [_, "credits"] => List(request, "credits", answers.Credits(), expand),
            [_, "customers"] => List(request, "customers", answers.Customers(), expand),
            [_, "items"] => List(request, "items", answers.Items(), expand),
            [_, "item_stocks"] => List(request, "item_stocks", answers.Stocks(), expand),
            [_, "item_groups"] => List(request, "item_groups", answers.Groups(), expand),
            _ => FakeClover.Refusal(405, "Method Not Allowed"),
        };
    }

    private static FakeAnswer One(IEnumerable<FakeCloverRow> rows, string id, HashSet<string> expand) =>
        rows.FirstOrDefault(r => r.Id == id) is { } row ? Ok(w => row.Write(w, expand)) : FakeClover.Refusal(404, "Not found");

    private FakeAnswer List(HttpRequest request, string list, IEnumerable<FakeCloverRow> rows, HashSet<string> expand)
    {
        var filters = new List<(string Field, string Operator, string Value)>();
        foreach (var text in request.Query["filter"])
        {
            if (Parse(text ?? "") is not { } filter || !Filters[list].Contains(filter.Field)) return FakeClover.Refusal(400, "Invalid filter: " + text);
            filters.Add(filter);
        }

        var limit = Number(request, "limit", 100);
        var offset = Number(request, "offset", 0);
        if (limit is < 1 or > HardMaximum || offset < 0) return FakeClover.Refusal(400, "Invalid limit or offset");
        if (Sort(rows.Where(r => Passes(list, r, filters)), list, request.Query["orderBy"].ToString()) is not { } sorted) return FakeClover.Refusal(400, "Invalid orderBy");
        var page = sorted.Skip(offset).Take(Math.Min(limit, options.PageSize ?? HardMaximum));
        return Ok(w =>
        {
            w.WriteStartObject();
            w.WritePropertyName("elements");
            w.Rows(page, (writer, row) => row.Write(writer, expand));
            w.WriteString("href", $"{request.Scheme}://{request.Host}{request.Path}?limit={limit.ToString(CultureInfo.InvariantCulture)}");
            w.WriteEndObject();
        });
    }

    private bool Passes(string list, FakeCloverRow row, List<(string Field, string Operator, string Value)> filters)
    {
        // Items that are deleted are listed on demand; orders look back 90 days for filters other than the time of change.
        if (list == "items" && (row.Deleted is not null) != filters.Contains(("deleted", "=", "true"))) return false;
        if (list == "orders" && filters.Exists(f => f.Field is "createdTime" or "deletedTime") && row.Created < options.Time.GetUtcNow() - LookBack) return false;
        if (list == "orders" && fake.HiddenDeletions.ContainsKey(row.Id) && !filters.Exists(f => f.Field == "deletedTime")) return false;
        return filters.TrueForAll(f => f.Field switch
        {
            "modifiedTime" => Holds(row.Modified, f.Operator, f.Value),
            "createdTime" => Holds(row.Created, f.Operator, f.Value),
            "deletedTime" => Holds(row.Deleted, f.Operator, f.Value),
            "id" => f.Value == row.Id,
            _ => true,
        });
    }

    private static bool Holds(DateTimeOffset? time, string op, string value)
    {
        if (time is not { } t) return false;
        var difference = t.ToUnixTimeMilliseconds().CompareTo(long.Parse(value, CultureInfo.InvariantCulture));
        return op switch { ">=" => difference >= 0, "<=" => difference <= 0, ">" => difference > 0, "<" => difference < 0, "!=" => difference != 0, _ => difference == 0 };
    }

    // The newest creation first, where nothing is said.
    private static IEnumerable<FakeCloverRow>? Sort(IEnumerable<FakeCloverRow> rows, string list, string orderBy) => (list, orderBy) switch
    {
        ("line_items", "") => rows,
        (_, "") => rows.OrderByDescending(r => r.Created).ThenBy(r => r.Id, StringComparer.Ordinal),
        (_, "modifiedTime ASC") => rows.OrderBy(r => r.Modified).ThenBy(r => r.Id, StringComparer.Ordinal),
        (_, "modifiedTime DESC") => rows.OrderByDescending(r => r.Modified).ThenBy(r => r.Id, StringComparer.Ordinal),
        _ => null,
    };

    private static (string Field, string Operator, string Value)? Parse(string text)
    {
        foreach (var op in Operators)
        {
            var at = text.IndexOf(op, StringComparison.Ordinal);
            if (at > 0) return (text[..at], op, text[(at + op.Length)..]);
        }

        return null;
    }

    private static int Number(HttpRequest request, string name, int missing) =>
        int.TryParse(request.Query[name].ToString(), CultureInfo.InvariantCulture, out var number) ? number : missing;

    private static FakeAnswer Ok(Action<Utf8JsonWriter> write) => new(200, Json.Bytes(write));
}
