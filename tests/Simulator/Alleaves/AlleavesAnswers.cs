using System.Globalization;
using System.Text.Json;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Alleaves;

/// <summary>Tells a truth in the words of the requirements' reference. Deleted records are simply not there.</summary>
internal sealed class AlleavesAnswers(PosTruth truth)
{
    private const string PlaceholderEmail = ShopTruth.PlaceholderEmail;

    private readonly Lock gate = new();
    private (TruthOrder[]? Of, TruthOrder[] Orders) sorted = (null, []);

    public IReadOnlyList<TruthCustomer> EveryCustomer => [.. truth.Customers.Snapshot().Where(c => !c.Deleted)];

    /// <summary>The oldest orders are listed first.</summary>
    public bool OldestFirst { get; set; }

    /// <summary>The time that orders are asked from is passed over.</summary>
    public bool PassesOverDates { get; set; }

    /// <summary>Orders made at or after a time, newest first unless it is the other way round.</summary>
    public IReadOnlyList<TruthOrder> OrdersFrom(DateTimeOffset? from)
    {
        var all = Sorted(truth.Orders.Snapshot());
        var asked = from is null || PassesOverDates ? all : [.. all.TakeWhile(o => o.CreatedAt >= from)];
        return OldestFirst ? [.. asked.Reverse()] : asked;
    }

    // A list of many pages is sorted once, for as long as nothing changes.
    private TruthOrder[] Sorted(TruthOrder[] now)
    {
        lock (gate)
        {
            if (!ReferenceEquals(sorted.Of, now))
                sorted = (now, [.. now.Where(o => !o.Deleted).OrderByDescending(o => o.CreatedAt).ThenByDescending(o => o.Id, StringComparer.Ordinal)]);
            return sorted.Orders;
        }
    }

    public byte[] Customers(PageOf<TruthCustomer> page) => List("customers", page, Customer);

    public byte[] Orders(PageOf<TruthOrder> page)
    {
        var customers = truth.Customers.Snapshot().ToDictionary(c => c.Id);
        return List("orders", page, (w, o) => Order(w, o, o.CustomerId is null ? null : customers.GetValueOrDefault(o.CustomerId)));
    }

    public byte[] Products()
    {
        var stock = truth.Levels.Snapshot().ToLookup(l => l.ProductId, l => l.Quantity);
        var all = truth.Products.Snapshot().Where(p => !p.Deleted);
        return Json.Bytes(w =>
        {
            w.WriteStartObject();
            w.WritePropertyName("products");
            w.Rows(all, (to, p) => Product(to, p, p.Archived ? 0 : stock[p.Id].Sum()));
            w.WriteEndObject();
        });
    }

    private static byte[] List<T>(string name, PageOf<T> page, Action<Utf8JsonWriter, T> write) => Json.Bytes(w =>
    {
        w.WriteStartObject();
        w.WritePropertyName(name);
        w.Rows(page.Rows, write);
        w.WriteNumber("total", page.Total);
        w.WriteNumber("page", page.Page);
        w.WriteEndObject();
    });

    private static void Customer(Utf8JsonWriter w, TruthCustomer c)
    {
        w.WriteStartObject();
        w.Id("id_customer", c.Id);
        w.WriteString("email", c.Email);
        w.WriteString("first_name", c.FirstName);
        w.WriteString("last_name", c.LastName);
        w.WriteString("phone", c.Phone);
        w.WriteString("userId", UserOf(c));
        w.WriteEndObject();
    }

    private void Order(Utf8JsonWriter w, TruthOrder o, TruthCustomer? buyer)
    {
        w.WriteStartObject();
        w.Id("id_transaction", o.Id);
        w.WriteStartObject("customer");
        w.WriteString("email", buyer?.Email ?? PlaceholderEmail);
        w.WriteString("userId", buyer is null ? null : UserOf(buyer));
        w.WriteEndObject();
        w.WritePropertyName("items");
        w.Rows(o.Lines, Line);
        w.WriteNumber("total", Major(o.Total));
        w.WriteString("created_at", o.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        w.WriteString("type", o.Type switch { TruthType.Delivery => "delivery", TruthType.Pickup => "pickup", _ => "in_store" });
        w.WriteEndObject();
    }

    internal void Line(Utf8JsonWriter w, TruthLine line)
    {
        w.WriteStartObject();
        w.Id("id_item", line.ProductId);
        w.WriteString("item", line.Name);
        w.WriteNumber("quantity", line.Quantity);
        w.WriteNumber("price", Major(line.UnitPrice));
        w.WriteEndObject();
    }

    private void Product(Utf8JsonWriter w, TruthProduct p, decimal quantity)
    {
        w.WriteStartObject();
        w.Id("id_product", p.Id);
        w.WriteString("name", p.Name);
        w.WriteString("category", p.Category);
        w.WriteNumber("price", Major(p.Price));
        w.WriteNumber("available", quantity);
        w.WriteBoolean("has_inventory", !p.Archived);
        w.WriteNumber("quantity", quantity);
        w.WriteEndObject();
    }

    private static string UserOf(TruthCustomer customer) => "user-" + customer.Id;

    private decimal Major(long minor) => TruthMoney.Major(minor, truth.Currency);
}
