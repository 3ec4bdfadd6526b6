using System.Globalization;
using System.Text.Json;
using Sync.Simulator.Kit;

namespace Sync.Simulator.GenericRest;

/// <summary>One row of a list, with what it is sorted and filtered by.</summary>
internal sealed record RestRow(string Id, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, Action<Utf8JsonWriter> Write);

/// <summary>Tells a truth in a style's words. Deleted records stay in the lists, marked.</summary>
internal sealed class RestRows(PosTruth truth, RestStyle style)
{
    public static IReadOnlyList<string> Paths { get; } = ["/api/customers", "/api/orders", "/api/products", "/api/stock"];

    private bool Minor => style is RestStyle.Offset or RestStyle.Cursor;

    public IEnumerable<RestRow> Of(string path) => path switch
    {
        "/api/customers" => truth.Customers.Snapshot().Select(c => new RestRow(c.Id, c.CreatedAt, c.UpdatedAt, w => Customer(w, c))),
        "/api/orders" => truth.Orders.Snapshot().Select(o => new RestRow(o.Id, o.CreatedAt, o.UpdatedAt, w => Order(w, o))),
        "/api/products" => style == RestStyle.Cursor ? Parents() : truth.Products.Snapshot().Select(p => new RestRow(p.Id, p.CreatedAt, p.UpdatedAt, w => Product(w, p))),
        _ => truth.Levels.Snapshot().Select(l => new RestRow($"{l.LocationId}:{l.ProductId}", l.UpdatedAt, l.UpdatedAt, w => Level(w, l))),
    };

    private IEnumerable<RestRow> Parents() => truth.Products.Snapshot().GroupBy(p => p.ParentId).Select(g =>
        new RestRow(g.Key, g.Min(p => p.CreatedAt), g.Max(p => p.UpdatedAt), w => Parent(w, [.. g])));

    private void Customer(Utf8JsonWriter w, TruthCustomer c)
    {
        w.WriteStartObject();
        w.Id("id", c.Id);
        w.WriteStartObject("contact");
        w.WriteString("e-mail", c.Email);
        w.WriteStartArray("phones");
        if (c.Phone is not null) w.WriteStringValue(c.Phone);
        w.WriteEndArray();
        w.WriteEndObject();
        w.WriteString("first_name", c.FirstName);
        w.WriteString("last_name", c.LastName);
        w.WriteString("note", c.Note);
        Time(w, "created", c.CreatedAt);
        w.WriteBoolean("deleted", c.Deleted);
        w.WriteEndObject();
    }

    /// <summary>The day that a sale is counted under: this POS begins its days at five in the morning.</summary>
    public static DateOnly? BusinessDate(PosTruth truth, TruthOrder order) => truth.Locations.Snapshot().FirstOrDefault(l => l.Id == order.LocationId) is { } place
        ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(order.CreatedAt, TimeZoneInfo.FindSystemTimeZoneById(place.TimeZone)).AddHours(-5).DateTime)
        : null;

    private void Order(Utf8JsonWriter w, TruthOrder o)
    {
        w.WriteStartObject();
        w.Id("id", o.Id);
        if (o.CustomerId is null) w.WriteNull("customer");
        else
        {
            w.WriteStartObject("customer");
            w.Id("id", o.CustomerId);
            w.WriteEndObject();
        }

        w.Id("shop", o.LocationId);
        Time(w, "created", o.CreatedAt);
        w.WriteString("zone", truth.Locations.Snapshot().FirstOrDefault(l => l.Id == o.LocationId)?.TimeZone);
        w.WriteString("day", BusinessDate(truth, o)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        w.WriteString("way", o.Type switch { TruthType.Delivery => "COURIER", TruthType.Pickup => "COLLECT", TruthType.Online => "WEB", _ => "TILL" });
        w.WriteString("state", o.Status switch { TruthStatus.Completed => "PAID", TruthStatus.Open => "BASKET", _ => "VOID" });
        w.WriteString("currency", truth.Currency);
        Amount(w, "net", o.Subtotal);
        Amount(w, "discount", o.Discount);
        Amount(w, "service", o.ServiceCharge);
        Amount(w, "tax", o.Tax);
        Amount(w, "tip", o.Tip);
        Amount(w, "rounding", o.Rounding);
        Amount(w, "gross", o.Total);
        Amount(w, "returned", o.Refunded);
        w.WritePropertyName("items");
        w.Rows(o.Lines, Line);
        w.WriteBoolean("deleted", o.Deleted);
        w.WriteEndObject();
    }

    private void Line(Utf8JsonWriter w, TruthLine line)
    {
        w.WriteStartObject();
        w.WriteStartObject("article");
        w.Id("id", line.ProductId);
        w.WriteString("title", line.Name);
        w.WriteEndObject();
        w.WriteNumber("count", line.Quantity);
        Amount(w, "each", line.UnitPrice);
        Amount(w, "sum", line.Total);
        w.WriteEndObject();
    }

    private void Product(Utf8JsonWriter w, TruthProduct p)
    {
        w.WriteStartObject();
        w.Id("id", p.Id);
        w.Id("parent", p.ParentId);
        w.WriteString("title", p.Name);
        w.WriteString("variant", p.Variant);
        w.WriteString("group", p.Category);
        w.WriteString("sku", p.Sku);
        w.WriteString("ean", p.Barcode);
        Amount(w, "price", p.Price);
        w.WriteBoolean("active", !p.Archived);
        w.WriteBoolean("deleted", p.Deleted);
        w.WriteEndObject();
    }

    private void Parent(Utf8JsonWriter w, IReadOnlyList<TruthProduct> variants)
    {
        w.WriteStartObject();
        w.Id("id", variants[0].ParentId);
        w.WriteString("title", variants[0].Name);
        w.WritePropertyName("variants");
        w.Rows(variants, Product);
        w.WriteEndObject();
    }

    private static void Level(Utf8JsonWriter w, TruthLevel level)
    {
        w.WriteStartObject();
        w.Id("product", level.ProductId);
        w.Id("shop", level.LocationId);
        w.WriteNumber("on_hand", level.Quantity);
        w.WriteEndObject();
    }

    private void Amount(Utf8JsonWriter w, string name, long minor)
    {
        if (Minor) w.WriteNumber(name, minor);
        else if (style == RestStyle.Page) w.WriteString(name, Major(minor).ToString(CultureInfo.InvariantCulture));
        else w.WriteNumber(name, Major(minor));
    }

    private decimal Major(long minor) => TruthMoney.Major(minor, truth.Currency);

    private void Time(Utf8JsonWriter w, string name, DateTimeOffset at)
    {
        switch (style)
        {
            case RestStyle.Page:
                w.WriteString(name, at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
                break;
            case RestStyle.Offset:
                w.WriteNumber(name, at.ToUnixTimeMilliseconds());
                break;
            case RestStyle.Cursor:
                w.WriteNumber(name, at.ToUnixTimeSeconds());
                break;
            default:
                w.WriteString(name, TimeZoneInfo.ConvertTime(at, RestQuery.Berlin).ToString("dd.MM.yyyy HH:mm:ss", CultureInfo.InvariantCulture));
                break;
        }
    }
}
