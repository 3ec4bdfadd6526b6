using System.Globalization;
using System.Text.Json;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Clover;

/// <summary>The truth in Clover's words: the merchant, its customers and its inventory.</summary>
internal sealed partial class FakeCloverAnswers(FakeClover fake)
{
    private PosTruth Truth => fake.Truth;

    public void Merchant(Utf8JsonWriter w)
    {
        var born = Truth.Orders.Snapshot().Select(o => o.CreatedAt < o.UpdatedAt ? o.CreatedAt : o.UpdatedAt).Append(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).Min();
        w.WriteStartObject();
        w.WriteString("id", fake.MerchantId);
        w.WriteString("name", Truth.Locations[0].Name);
        Time(w, "createdTime", born.AddDays(-1));
        w.WriteEndObject();
    }

    // Clover tells the currency and the zone here, beside bank fields that nobody may log.
    public void Properties(Utf8JsonWriter w)
    {
        w.WriteStartObject();
        w.WriteString("defaultCurrency", Truth.Currency);
        w.WriteString("timezone", Truth.Locations[0].TimeZone);
        w.WriteString("abaAccountNumber", "never to be seen");
        w.WriteEndObject();
    }

    public IEnumerable<FakeCloverRow> Customers() => Truth.Customers.Snapshot().Where(c => !c.Deleted).Select(c => new FakeCloverRow(c.Id, c.CreatedAt, c.UpdatedAt, null, (w, expand) =>
    {
        if (IsRaw(w, fake.Raw, c.Id)) return;
        w.WriteStartObject();
        w.WriteString("id", c.Id);
        Text(w, "firstName", c.FirstName);
        Text(w, "lastName", c.LastName);
        w.WriteBoolean("marketingAllowed", true);
        Time(w, "customerSince", c.CreatedAt);
        if (expand.Contains("emailAddresses")) Elements(w, "emailAddresses", Emails(c), (x, e) => Email(x, e.Address, e.Primary));
        if (expand.Contains("phoneNumbers")) Elements<string>(w, "phoneNumbers", c.Phone is null ? [] : [c.Phone], Phone);
        w.WriteEndObject();
    }));

    public IEnumerable<FakeCloverRow> Items() => Truth.Products.Snapshot().Select(p => new FakeCloverRow(p.Id, p.CreatedAt, p.UpdatedAt, p.Deleted ? p.UpdatedAt : null, (w, expand) =>
    {
        if (IsRaw(w, fake.Raw, p.Id)) return;
        w.WriteStartObject();
        w.WriteString("id", p.Id);
        w.WriteBoolean("hidden", p.Archived);
        w.WriteBoolean("available", !p.Archived);
        w.WriteString("name", p.Variant is null ? p.Name : $"{p.Name} {p.Variant}");
        Text(w, "code", p.Barcode);
        Text(w, "sku", p.Sku);
        w.WriteNumber("price", p.Price);
        w.WriteString("priceType", "FIXED");
        w.WriteBoolean("isRevenue", true);
        Time(w, "modifiedTime", p.UpdatedAt);
        if (p.Deleted) Time(w, "deletedTime", p.UpdatedAt);
        if (p.Variant is not null) Reference(w, "itemGroup", p.ParentId);
        if (p.Variant is not null && expand.Contains("options")) Elements(w, "options", [p.Variant], (x, v) => Named(x, "O" + v, v));
        if (expand.Contains("categories")) Elements<string>(w, "categories", p.Category is null ? [] : [p.Category], (x, c) => Named(x, "C" + c, c));
        if (expand.Contains("itemStock") && Truth.Levels.Snapshot().FirstOrDefault(l => l.ProductId == p.Id && Here(l.LocationId)) is { } level)
        {
            w.WritePropertyName("itemStock");
            Stock(w, level);
        }

        w.WriteEndObject();
    }));

    public IEnumerable<FakeCloverRow> Groups() => Truth.Products.Snapshot().Where(p => p is { Variant: not null, Deleted: false }).DistinctBy(p => p.ParentId)
        .Select(p => new FakeCloverRow(p.ParentId, p.CreatedAt, p.UpdatedAt, null, (w, _) => Named(w, p.ParentId, p.Name)));

    public IEnumerable<FakeCloverRow> Stocks() => Truth.Levels.Snapshot().Where(l => Here(l.LocationId))
        .Select(l => new FakeCloverRow(l.ProductId, l.UpdatedAt, l.UpdatedAt, null, (w, _) =>
        {
            if (!IsRaw(w, fake.RawStock, l.ProductId)) Stock(w, l);
        }))
        .Concat(Uncounted());

    // Items that were never counted are listed too, without a quantity.
    private IEnumerable<FakeCloverRow> Uncounted()
    {
        var counted = Truth.Levels.Snapshot().Where(l => Here(l.LocationId)).Select(l => l.ProductId).ToHashSet();
        return Truth.Products.Snapshot().Where(p => !p.Deleted && !counted.Contains(p.Id)).Select(p => new FakeCloverRow(p.Id, p.CreatedAt, null, null, (w, _) =>
        {
            w.WriteStartObject();
            Reference(w, "item", p.Id);
            w.WriteNumber("stockCount", 0);
            w.WriteEndObject();
        }));
    }

    private static bool IsRaw(Utf8JsonWriter w, IReadOnlyDictionary<string, string> rows, string id)
    {
        if (!rows.TryGetValue(id, out var raw)) return false;
        w.WriteRawValue(raw, skipInputValidation: true);
        return true;
    }

    private bool Here(string location) => location == fake.MerchantId;

    private static void Stock(Utf8JsonWriter w, TruthLevel level)
    {
        w.WriteStartObject();
        Reference(w, "item", level.ProductId);
        w.WriteNumber("stockCount", (long)level.Quantity);
        w.WriteNumber("quantity", (double)level.Quantity);
        Time(w, "modifiedTime", level.UpdatedAt);
        w.WriteEndObject();
    }

    // Another address first: the primary one is what counts.
    private static IEnumerable<(string Address, bool Primary)> Emails(TruthCustomer c) => c.Email is null ? [] : [("old." + c.Email, false), (c.Email, true)];

    private static void Email(Utf8JsonWriter w, string address, bool primary)
    {
        w.WriteStartObject();
        w.WriteString("id", "E" + address.Length.ToString(CultureInfo.InvariantCulture));
        w.WriteString("emailAddress", address);
        w.WriteBoolean("primaryEmail", primary);
        w.WriteEndObject();
    }

    private static void Phone(Utf8JsonWriter w, string phone)
    {
        w.WriteStartObject();
        w.WriteString("id", "PH1");
        w.WriteString("phoneNumber", phone);
        w.WriteEndObject();
    }

    private static void Named(Utf8JsonWriter w, string id, string name)
    {
        w.WriteStartObject();
        w.WriteString("id", id);
        w.WriteString("name", name);
        w.WriteEndObject();
    }

    private static void Reference(Utf8JsonWriter w, string name, string? id)
    {
        w.WriteStartObject(name);
        w.WriteString("id", id);
        w.WriteEndObject();
    }

    private static void Elements<T>(Utf8JsonWriter w, string name, IEnumerable<T> rows, Action<Utf8JsonWriter, T> write)
    {
        w.WriteStartObject(name);
        w.WritePropertyName("elements");
        w.Rows(rows, write);
        w.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter w, string name, string? text)
    {
        if (text is not null) w.WriteString(name, text);
    }

    private static void Time(Utf8JsonWriter w, string name, DateTimeOffset time) => w.WriteNumber(name, time.ToUnixTimeMilliseconds());
}
