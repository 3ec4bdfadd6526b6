using System.Text.Json;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Lightspeed;

/// <summary>Writes all but sales as the store would.</summary>
internal sealed class LightspeedAnswers(LightspeedStore store, LightspeedAccess access)
{
    private string Currency => store.Truth.Currency;

    public FakeAnswer Retailer() => new(200, Json.Bytes(w =>
    {
        w.WriteStartObject();
        w.WriteStartObject("data");
        w.WriteString("id", LightspeedJson.Uuid("retailer"));
        w.WriteString("name", "The Example Store");
        w.WriteString("domain_prefix", "example");
        w.WriteStartObject("currency");
        w.WriteString("code", Currency);
        w.WriteEndObject();
        w.WriteString("timezone", "Europe/London");
        w.WriteEndObject();
        w.WriteEndObject();
    }));

    public void Outlet(Utf8JsonWriter w, Versioned<TruthLocation> row)
    {
        w.WriteStartObject();
        w.WriteString("id", row.Record.Id);
        w.WriteString("name", row.Record.Name);
        w.WriteString("currency", Currency);
        w.WriteString("currency_symbol", "$");
        w.WriteString("default_tax_id", LightspeedJson.Uuid("tax"));
        w.WriteString("display_prices", store.TaxInclusive ? "inclusive" : "exclusive");
        w.WriteString("time_zone", row.Record.TimeZone);
        w.Empty("attributes");
        Deleted(w, row.Gone, default);
        w.WriteNumber("version", row.Version);
        w.WriteEndObject();
    }

    public void Customer(Utf8JsonWriter w, Versioned<TruthCustomer> row)
    {
        var customer = row.Record;
        w.WriteStartObject();
        w.WriteString("id", customer.Id);
        w.WriteString("customer_code", "UNNAMED-669D");
        w.WriteString("first_name", customer.FirstName);
        w.WriteString("last_name", customer.LastName);
        w.WriteString("email", customer.Email);
        w.WriteNull("phone");
        w.WriteString("mobile", customer.Phone);
        w.WriteString("note", customer.Note);
        w.WriteNumber("balance", 0);
        w.WriteNumber("loyalty_balance", 4.5m);
        w.WriteString("created_at", LightspeedJson.Time(customer.CreatedAt));
        w.WriteString("updated_at", LightspeedJson.Time(customer.UpdatedAt));
        Deleted(w, row.Gone || customer.Deleted, customer.UpdatedAt);
        w.WriteNumber("version", row.Version);
        w.WriteEndObject();
    }

    public void Product(Utf8JsonWriter w, Versioned<TruthProduct> row)
    {
        var product = row.Record;
        var family = store.Truth.Products.Snapshot().Where(p => p.ParentId == product.ParentId).ToList();
        var first = family.Count == 0 || family[0].Id == product.Id;
        w.WriteStartObject();
        w.WriteString("id", product.Id);
        w.WriteString("family_id", product.ParentId);
        // The first of a family is a variant too, but has no parent.
        w.WriteString("variant_parent_id", first ? null : family[0].Id);
        w.WriteString("handle", product.Name.Replace(' ', '-'));
        w.WriteString("name", product.Name);
        w.WriteString("variant_name", product.Variant is null ? product.Name : $"{product.Name} / {product.Variant}");
        w.WriteString("sku", product.Sku);
        w.WriteString("description", "<p>Goods</p>");
        w.WriteBoolean("active", !product.Archived);
        w.WriteBoolean("is_composite", false);
        w.WriteBoolean("has_inventory", true);
        w.WriteBoolean("has_variants", first && product.Variant is not null);
        Options(w, product);
        Prices(w, product);
        w.WriteStartObject("product_category");
        w.WriteString("id", LightspeedJson.Uuid("category" + product.Category));
        w.WriteString("name", product.Category);
        w.WriteBoolean("leaf_category", true);
        w.WriteEndObject();
        w.Empty("categories", "tag_ids", "images", "skuImages", "attributes", "product_suppliers", "customizations");
        w.WriteStartObject("packaging");
        w.WriteEndObject();
        Codes(w, product);
        w.WriteString("created_at", LightspeedJson.Time(product.CreatedAt));
        w.WriteString("updated_at", LightspeedJson.Time(product.UpdatedAt));
        Deleted(w, row.Gone || product.Deleted, product.UpdatedAt);
        w.WriteNumber("version", row.Version);
        w.WriteEndObject();
    }

    public void Level(Utf8JsonWriter w, Versioned<TruthLevel> row)
    {
        w.WriteStartObject();
        w.WriteString("id", LightspeedJson.Uuid(row.Record.ProductId + row.Record.LocationId));
        w.WriteString("product_id", row.Record.ProductId);
        w.WriteString("outlet_id", row.Record.LocationId);
        w.WriteNumber("current_inventory_level", row.Record.Quantity);
        w.WriteNull("reorder_point");
        if (row.Gone) w.WriteString("deleted_at", LightspeedJson.Time(row.Record.UpdatedAt));
        w.WriteNumber("version", row.Version);
        w.WriteEndObject();
    }

    private static void Options(Utf8JsonWriter w, TruthProduct product)
    {
        w.WriteStartArray("variant_options");
        if (product.Variant is { } variant)
        {
            w.WriteStartObject();
            w.WriteString("id", LightspeedJson.Uuid("size"));
            w.WriteString("name", "Size");
            w.WriteString("value", variant);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    // Tax of 15%: the truth's price is the one on the label.
    private void Prices(Utf8JsonWriter w, TruthProduct product)
    {
        var label = LightspeedJson.Units(product.Price, Currency);
        w.WriteNumber("price_excluding_tax", store.TaxInclusive ? decimal.Round(label / 1.15m, 5) : label);
        w.WriteNumber("price_including_tax", store.TaxInclusive ? label : decimal.Round(label * 1.15m, 5));
        if (access.Holds("product:cost:view") && !store.WithoutCost.Snapshot().Contains(product.Id)) w.WriteNumber("supply_price", decimal.Round(label / 2, 5));
    }

    private static void Codes(Utf8JsonWriter w, TruthProduct product)
    {
        w.WriteStartArray("product_codes");
        if (product.Barcode is { } code)
        {
            w.WriteStartObject();
            w.WriteString("id", LightspeedJson.Uuid("code" + code));
            w.WriteString("code", code);
            w.WriteString("type", "EAN");
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void Deleted(Utf8JsonWriter w, bool deleted, DateTimeOffset at)
    {
        if (deleted) w.WriteString("deleted_at", LightspeedJson.Time(at));
        else w.WriteNull("deleted_at");
    }
}
