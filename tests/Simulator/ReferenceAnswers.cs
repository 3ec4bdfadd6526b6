using System.Globalization;
using System.Text.Json;

namespace Sync.Simulator;

/// <summary>Answers in the shapes of the requirements' reference.</summary>
internal static class ReferenceAnswers
{
    public static byte[] Login(string token, string location) => Json.Bytes(w =>
    {
        w.WriteStartObject();
        w.WriteString("token", token);
        w.WriteString("locationId", location);
        w.WriteEndObject();
    });

    public static byte[] Customers(PageOf<ShopCustomer> page) => Json.Bytes(w =>
    {
        w.WriteStartObject();
        w.WritePropertyName("customers");
        w.Rows(page.Rows, Customer);
        w.WriteNumber("total", page.Total);
        w.WriteNumber("page", page.Page);
        w.WriteEndObject();
    });

    public static byte[] Orders(PageOf<ShopOrder> page) => Json.Bytes(w =>
    {
        w.WriteStartObject();
        w.WritePropertyName("orders");
        w.Rows(page.Rows, Order);
        w.WriteNumber("total", page.Total);
        w.WriteEndObject();
    });

    public static byte[] Products(PageOf<ShopProduct> page) => Json.Bytes(w =>
    {
        w.WriteStartObject();
        w.WritePropertyName("products");
        w.Rows(page.Rows, Product);
        if (page.Total > page.Rows.Count) w.WriteNumber("total", page.Total); // the reference states none; a server that does may say that there are more
        w.WriteEndObject();
    });

    private static void Customer(Utf8JsonWriter w, ShopCustomer customer)
    {
        w.WriteStartObject();
        w.Id("id_customer", customer.Id);
        w.WriteString("email", customer.Email);
        w.WriteString("first_name", customer.FirstName);
        w.WriteString("last_name", customer.LastName);
        w.WriteString("phone", customer.Phone);
        w.WriteString("userId", customer.UserId);
        w.WriteEndObject();
    }

    private static void Order(Utf8JsonWriter w, ShopOrder order)
    {
        w.WriteStartObject();
        w.Id("id_transaction", order.Id);
        w.WriteStartObject("customer");
        w.WriteString("email", order.Email);
        w.WriteString("userId", order.BuyerNamesUser ? order.UserId : null);
        w.WriteEndObject();
        w.WriteString("userId", order.UserId);
        w.WritePropertyName("items");
        w.Rows(order.Lines, Line);
        w.WriteNumber("total", order.Total);
        w.WriteString("created_at", order.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        w.WriteString("type", order.Type);
        w.WriteEndObject();
    }

    internal static void Line(Utf8JsonWriter w, ShopLine line)
    {
        w.WriteStartObject();
        w.Id("id_item", line.ProductId);
        w.WriteString("item", line.Name);
        w.WriteNumber("quantity", line.Quantity);
        w.WriteNumber("price", line.Price);
        w.WriteString("category", "Category > " + line.Category);
        w.WriteEndObject();
    }

    private static void Product(Utf8JsonWriter w, ShopProduct product)
    {
        w.WriteStartObject();
        w.Id("id_product", product.Id);
        w.WriteString("name", product.Name);
        w.WriteString("brand", product.Brand);
        w.WriteString("category", product.Category);
        w.WriteString("subcategory", product.Subcategory);
        w.WritePropertyName("price");
        w.WriteRawValue(product.PriceJson ?? product.Price.ToString(CultureInfo.InvariantCulture));
        w.WriteNumber("cost", product.Cost);
        w.WriteNumber("batchCost", product.BatchCost);
        w.Number("thc", product.Thc);
        w.Number("cbd", product.Cbd);
        w.WriteString("strainType", product.Strain);
        w.WriteNumber("available", product.Quantity);
        w.WriteBoolean("has_inventory", product.Quantity > 0);
        w.WriteNumber("quantity", product.Quantity);
        w.WriteEndObject();
    }
}
