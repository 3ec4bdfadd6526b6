using System.Globalization;
using System.Text.Json;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Alleaves;

/// <summary>
/// Tells a truth in the form that public code saw at the live service (contracts/alleaves.md, UNVERIFIED): other names, bare
/// lists without totals, amounts as text, a row for each batch. Deleted records are simply not there.
/// </summary>
internal sealed class AlleavesLiveAnswers(PosTruth truth)
{
    private readonly AlleavesAnswers reference = new(truth);

    public byte[] Customers(PageOf<TruthCustomer> page) => Json.Bytes(w =>
    {
        w.WriteStartObject();
        w.WritePropertyName("customers");
        w.Rows(page.Rows, Customer);
        w.WriteEndObject();
    });

    public byte[] Orders(PageOf<TruthOrder> page)
    {
        var emails = truth.Customers.Snapshot().ToDictionary(c => c.Id, c => c.Email);
        return Json.Bytes(w => w.Rows(page.Rows, (to, o) => Order(to, o, o.CustomerId is null ? "" : emails.GetValueOrDefault(o.CustomerId))));
    }

    public byte[] Inventory()
    {
        var stock = truth.Levels.Snapshot().ToLookup(l => l.ProductId, l => l.Quantity);
        var all = truth.Products.Snapshot().Where(p => !p.Deleted);
        return Json.Bytes(w => w.Rows(all.SelectMany(p => Batches(p, p.Archived ? 0 : stock[p.Id].Sum())), Batch));
    }

    // What there is an even number of lies on the shelf in two batches.
    private static IEnumerable<(TruthProduct Product, int Number, decimal Quantity)> Batches(TruthProduct p, decimal quantity) =>
        quantity % 2 != 0 ? [(p, 1, quantity)] : [(p, 1, quantity / 2), (p, 2, quantity / 2)];

    private static void Customer(Utf8JsonWriter w, TruthCustomer c)
    {
        w.WriteStartObject();
        w.Id("id_customer", c.Id);
        w.WriteString("email", c.Email);
        w.WriteString("name_first", c.FirstName);
        w.WriteString("name_last", c.LastName);
        w.WriteString("phone", c.Phone);
        w.WriteString("userId", "{user-" + c.Id + "}");
        w.WriteEndObject();
    }

    private void Order(Utf8JsonWriter w, TruthOrder o, string? email)
    {
        w.WriteStartObject();
        w.Id("id_order", o.Id);
        w.Id("id_customer", o.CustomerId ?? "0");
        w.WriteString("email", email);
        w.WriteString("date_created", o.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        w.WriteString("status", o.Status switch { TruthStatus.Completed => "completed", TruthStatus.Open => "open", _ => "cancelled" });
        w.WriteString("subtotal", TruthMoney.Text(o.Subtotal, truth.Currency));
        w.WriteString("tax", TruthMoney.Text(o.Tax, truth.Currency));
        w.WriteString("discount", TruthMoney.Text(o.Discount, truth.Currency));
        w.WriteString("total", TruthMoney.Text(o.Total, truth.Currency));
        w.WritePropertyName("items");
        w.Rows(o.Lines, reference.Line);
        w.WriteEndObject();
    }

    private void Batch(Utf8JsonWriter w, (TruthProduct Product, int Number, decimal Quantity) batch)
    {
        var product = batch.Product;
        w.WriteStartObject();
        w.Id("id_item", product.Id);
        w.WriteString("id_batch", $"{product.Id}-{batch.Number.ToString(CultureInfo.InvariantCulture)}");
        w.WriteString("item", product.Name);
        w.WriteString("category", product.Category is null ? null : "Category > " + product.Category);
        w.WriteNumber("price_retail", TruthMoney.Major(product.Price, truth.Currency));
        w.WriteNumber("on_hand", batch.Quantity);
        w.WriteNumber("available", batch.Quantity);
        w.WriteEndObject();
    }
}
