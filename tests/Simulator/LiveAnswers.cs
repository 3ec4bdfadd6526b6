using System.Globalization;
using System.Text.Json;

namespace Sync.Simulator;

/// <summary>Answers in the shapes that public code saw at the live service (UNVERIFIED).</summary>
internal static class LiveAnswers
{
    public static byte[] Login(string token) => Json.Bytes(w =>
    {
        w.WriteStartObject();
        w.WriteNumber("id_user", 17);
        w.WriteNumber("id_company", 3);
        w.WriteString("company", "Example Dispensary");
        w.WriteString("token", token);
        w.WriteEndObject();
    });

    public static byte[] Customers(PageOf<ShopCustomer> page, LiveListForm form) => Json.Bytes(w =>
    {
        if (form == LiveListForm.Array)
        {
            w.Rows(page.Rows, Customer);
            return;
        }

        w.WriteStartObject();
        if (form == LiveListForm.Numbered) Numbered(w, page.Rows);
        else
        {
            w.WritePropertyName(form == LiveListForm.Named ? "customers" : "data");
            w.Rows(page.Rows, Customer);
        }

        w.WriteEndObject();
    });

    public static byte[] Orders(PageOf<ShopOrder> page) => Json.Bytes(w => w.Rows(page.Rows, Order));

    public static byte[] Inventory(PageOf<ShopProduct> page) => Json.Bytes(w => w.Rows(page.Rows.SelectMany(Batches), Batch));

    private static void Numbered(Utf8JsonWriter w, IReadOnlyList<ShopCustomer> customers)
    {
        for (var i = 0; i < customers.Count; i++)
        {
            w.WritePropertyName(i.ToString(CultureInfo.InvariantCulture));
            Customer(w, customers[i]);
        }
    }

    private static void Customer(Utf8JsonWriter w, ShopCustomer customer)
    {
        w.WriteStartObject();
        w.Id("id_customer", customer.Id);
        w.WriteString("email", customer.Email);
        w.WriteString("name_first", customer.FirstName);
        w.WriteString("name_last", customer.LastName);
        w.WriteString("phone", customer.Phone);
        w.WriteString("userId", "{" + customer.UserId + "}");
        w.WriteEndObject();
    }

    private static void Order(Utf8JsonWriter w, ShopOrder order)
    {
        w.WriteStartObject();
        w.Id("id_order", order.Id);
        w.Id("id_customer", order.CustomerId ?? "0");
        w.WriteString("email", order.Email == ShopTruth.PlaceholderEmail ? "" : order.Email);
        w.WriteString("date_created", order.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        w.WriteString("status", order.Status);
        w.WriteString("total", order.Total.ToString("F2", CultureInfo.InvariantCulture));
        w.WritePropertyName("items");
        w.Rows(order.Lines, ReferenceAnswers.Line);
        w.WriteEndObject();
    }

    // Every other product has two batches on the shelf.
    private static IEnumerable<(ShopProduct Product, int Number, int Quantity)> Batches(ShopProduct product)
    {
        if (product.Quantity % 2 == 1) return [(product, 1, product.Quantity)];
        return [(product, 1, product.Quantity / 2), (product, 2, product.Quantity / 2)];
    }

    private static void Batch(Utf8JsonWriter w, (ShopProduct Product, int Number, int Quantity) batch)
    {
        var product = batch.Product;
        w.WriteStartObject();
        w.Id("id_item", product.Id);
        w.WriteNumber("id_batch", (90_000 * batch.Number) + product.Quantity);
        w.WriteString("item", product.Name);
        w.WriteString("brand", product.Brand);
        w.WriteString("category", "Category > " + product.Category);
        w.WritePropertyName("price_retail");
        w.WriteRawValue(product.PriceJson ?? product.Price.ToString(CultureInfo.InvariantCulture));
        w.WriteNumber("on_hand", batch.Quantity);
        w.WriteNumber("available", batch.Quantity);
        w.Number("thc", product.Thc);
        w.Number("cbd", product.Cbd);
        w.WriteString("strain", product.Strain);
        w.WriteNumber("cost_of_good", product.Cost);
        w.WriteNumber("batch_cost_of_good", product.BatchCost);
        w.WriteEndObject();
    }
}
