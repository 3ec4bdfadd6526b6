using System.Text.Json;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Toast;

/// <summary>Writes what a fake Toast says of menus, stock and restaurants.</summary>
internal static class FakeToastMenus
{
    public static void Restaurant(Utf8JsonWriter w, TruthLocation place, PosTruth truth)
    {
        w.WriteStartObject();
        w.WriteString("guid", place.Id);
        w.WriteStartObject("general");
        w.WriteString("name", place.Name);
        w.WriteString("timeZone", place.TimeZone);
        w.WriteNumber("closeoutHour", 4);
        w.WriteString("currencyCode", truth.Currency);
        w.WriteNumber("firstBusinessDate", 20210101);
        w.WriteBoolean("archived", false);
        w.WriteEndObject();
        w.WriteNull("urls");
        w.WriteEndObject();
    }

    /// <summary>Only what is counted or out of stock: a number comes with what is counted.</summary>
    public static void Stock(Utf8JsonWriter w, IEnumerable<TruthLevel> levels, string[] raw)
    {
        w.WriteStartArray();
        foreach (var level in levels) Level(w, level);
        foreach (var text in raw) w.WriteRawValue(text);
        w.WriteEndArray();
    }

    private static void Level(Utf8JsonWriter w, TruthLevel level)
    {
        w.WriteStartObject();
        w.WriteString("guid", level.ProductId);
        w.WriteString("itemGuidValidity", "VALID");
        w.WriteString("status", level.Quantity == 0 ? "OUT_OF_STOCK" : "QUANTITY");
        if (level.Quantity == 0) w.WriteNull("quantity");
        else w.WriteNumber("quantity", level.Quantity);
        w.WriteNull("multiLocationId");
        w.WriteEndObject();
    }

    /// <summary>Two menus: all items by category, and some of them once more in a group within a group. Where <c>raw</c> is null, no more than when they were published.</summary>
    public static void Menus(Utf8JsonWriter w, TruthLocation place, TruthProduct[] all, PosTruth truth, string[]? raw)
    {
        var scale = FakeToastAnswers.Scale(truth.Currency);
        w.WriteStartObject();
        w.WriteString("restaurantGuid", place.Id);
        w.WriteString("lastUpdated", FakeToastOrders.Date(all.Max(p => p.UpdatedAt)));
        if (raw is not null)
        {
            w.WriteString("restaurantTimeZone", place.TimeZone);
            w.WriteStartArray("menus");
            var published = all.Where(p => !p.Deleted).ToList();
            Menu(w, "Food", () => w.Rows(published.GroupBy(p => p.Category ?? ""), (_, g) => Group(w, g.Key, g, scale)));
            Menu(w, "Lunch", () =>
            {
                w.WriteStartArray();
                w.WriteStartObject();
                w.WriteString("name", "Specials");
                w.WriteNull("menuItems");
                w.WritePropertyName("menuGroups");
                w.Rows([published.Take(5)], (_, g) => Group(w, "Today", g, scale));
                w.WriteEndObject();
                w.WriteEndArray();
            });
            if (raw.Length > 0) w.WriteRawValue($$"""{"name":"Raw","menuItems":[{{string.Join(',', raw)}}]}""");
            w.WriteEndArray();
            w.WriteStartObject("modifierGroupReferences");
            w.WriteEndObject();
        }

        w.WriteEndObject();
    }

    private static void Menu(Utf8JsonWriter w, string name, Action groups)
    {
        w.WriteStartObject();
        w.WriteString("name", name);
        w.WriteNull("description");
        w.WritePropertyName("menuGroups");
        groups();
        w.WriteEndObject();
    }

    private static void Group(Utf8JsonWriter w, string name, IEnumerable<TruthProduct> items, decimal scale)
    {
        w.WriteStartObject();
        w.WriteString("name", name);
        w.WriteStartArray("menuGroups");
        w.WriteEndArray();
        w.WritePropertyName("menuItems");
        w.Rows(items, (_, p) => Item(w, p, scale));
        w.WriteEndObject();
    }

    private static void Item(Utf8JsonWriter w, TruthProduct p, decimal scale)
    {
        w.WriteStartObject();
        w.WriteString("guid", p.Id);
        w.WriteString("name", p.Variant is null ? p.Name : $"{p.Name} - {p.Variant}");
        w.WriteNull("image");
        w.WriteNumber("price", p.Price / scale);
        w.WriteString("pricingStrategy", "BASE_PRICE");
        w.WriteString("sku", p.Sku ?? "");
        w.WriteString("plu", "");
        w.WriteStartArray("visibility");
        if (!p.Archived) w.WriteStringValue("POS");
        w.WriteEndArray();
        w.WriteNull("salesCategory");
        if (p.Variant is null) w.WriteNull("catalogProductInfo");
        else Variant(w, p);
        w.WriteEndObject();
    }

    private static void Variant(Utf8JsonWriter w, TruthProduct p)
    {
        w.WriteStartObject("catalogProductInfo");
        w.WriteStartObject("product");
        w.WriteString("id", p.ParentId);
        w.WriteString("name", p.Name);
        w.WriteString("type", "OPTION");
        w.WriteEndObject();
        w.WriteStartObject("productVariant");
        w.WriteString("id", p.Id);
        w.WriteString("name", $"{p.Name} - {p.Variant}");
        w.WriteStartArray("selectedOptions");
        w.WriteStartObject();
        w.WriteString("name", "size");
        w.WriteStartObject("value");
        w.WriteString("name", p.Variant);
        w.WriteEndObject();
        w.WriteEndObject();
        w.WriteEndArray();
        w.WriteEndObject();
        w.WriteEndObject();
    }
}
