using System.Text.Json;
using System.Text.Json.Nodes;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Lightspeed;

/// <summary>Writes sales and returns as the store would: amounts without tax, discounts on the lines, rounding as a payment.</summary>
internal sealed class LightspeedSaleAnswers(LightspeedStore store)
{
    public void Sale(Utf8JsonWriter w, Versioned<StoredSale> row)
    {
        if (row.Record.Raw is { } raw) Raw(w, raw, row.Version);
        else if (row.Record.IsReturn) Write(w, row, Returned(row.Record.Order!));
        else Write(w, row, row.Record.Order!);
    }

    private static void Raw(Utf8JsonWriter w, string raw, long version)
    {
        var sale = JsonNode.Parse(raw)!.AsObject();
        sale["_metadata"] = new JsonObject { ["version"] = version };
        sale.WriteTo(w);
    }

    // What goes back is one of the first line's product, for as much as was given back.
    private static TruthOrder Returned(TruthOrder order) => order with
    {
        Lines = [new TruthLine(order.Lines[0].ProductId, order.Lines[0].Name, -1, order.Refunded, -order.Refunded)],
        CreatedAt = order.UpdatedAt,
        Status = TruthStatus.Completed,
        Subtotal = -order.Refunded,
        Discount = 0,
        ServiceCharge = 0,
        Tax = 0,
        Tip = 0,
        Rounding = 0,
        Total = -order.Refunded,
        Refunded = 0,
    };

    private void Write(Utf8JsonWriter w, Versioned<StoredSale> row, TruthOrder order)
    {
        w.WriteStartObject();
        w.WriteString("id", row.Record.Id);
        w.WriteStartObject("_metadata");
        w.WriteNumber("version", row.Version);
        w.WriteEndObject();
        w.WriteString("state", order.Status switch { TruthStatus.Completed => "closed", TruthStatus.Cancelled => "voided", _ => "parked" });
        w.WriteStartArray("attributes");
        if (order.Type != TruthType.InStore) w.WriteStringValue(order.Type == TruthType.Online ? "ecom" : order.Type.ToString().ToLowerInvariant());
        w.WriteEndArray();
        if (order.CustomerId is { } customer) w.WriteString("customer_id", customer);
        w.WriteString("date", LightspeedJson.Time(order.CreatedAt));
        w.WriteString("created_at", LightspeedJson.Time(order.CreatedAt));
        w.WriteString("updated_at", LightspeedJson.Time(order.UpdatedAt));
        if (row.Gone || order.Deleted) w.WriteString("deleted_at", LightspeedJson.Time(order.UpdatedAt));
        w.WriteStartObject("source");
        w.WriteString("outlet_id", order.LocationId);
        w.WriteString("register_id", LightspeedJson.Uuid("register" + order.LocationId));
        w.WriteEndObject();
        Return(w, row.Record, order);
        Totals(w, order);
        Lines(w, order);
        Adjustments(w, order);
        Payments(w, order);
        w.WriteEndObject();
    }

    private static void Return(Utf8JsonWriter w, StoredSale sale, TruthOrder order)
    {
        w.WriteStartObject("return");
        w.WriteBoolean("is_return", order.Total < 0);
        if (sale.IsReturn) w.WriteString("original_sale_id", sale.Order!.Id);
        w.WriteStartArray("return_sale_ids");
        if (!sale.IsReturn && sale.Order!.Refunded > 0) w.WriteStringValue(LightspeedStore.ReturnOf(sale.Id));
        w.WriteEndArray();
        w.WriteEndObject();
    }

    private void Totals(Utf8JsonWriter w, TruthOrder order)
    {
        var due = order.Total - order.Rounding;
        w.WriteStartObject("totals");
        w.WriteNumber("price", Units(due - order.Tax));
        w.WriteNumber("tax", Units(order.Tax));
        w.WriteNumber("price_incl_tax", Units(due));
        w.WriteNumber("loyalty", 0);
        w.WriteNumber("surcharge", Units(order.ServiceCharge));
        w.WriteEndObject();
    }

    private void Lines(Utf8JsonWriter w, TruthOrder order)
    {
        var left = order.Discount;
        w.WriteStartArray("line_items");
        for (var i = 0; i < order.Lines.Count; i++)
        {
            var line = order.Lines[i];
            var share = i == order.Lines.Count - 1 || order.Subtotal == 0 ? left : order.Discount * line.Total / order.Subtotal;
            left -= share;
            Line(w, order, line, i, share);
        }

        w.WriteEndArray();
    }

    private void Line(Utf8JsonWriter w, TruthOrder order, TruthLine line, int index, long share)
    {
        var quantity = line.Quantity == 0 ? 1 : line.Quantity;
        w.WriteStartObject();
        w.WriteString("id", LightspeedJson.Uuid($"{order.Id} line {index}"));
        w.WriteStartObject("product");
        w.WriteString("id", line.ProductId);
        w.WriteEndObject();
        w.WriteNumber("quantity", line.Quantity);
        w.WriteStartObject("pricing");
        w.WriteNumber("price", decimal.Round(Units(line.Total - share) / quantity, 5));
        w.WriteNumber("discount", decimal.Round(Units(share) / quantity, 5));
        w.WriteNumber("discount_total", Units(share));
        w.WriteNumber("total", Units(line.Total - share));
        w.WriteEndObject();
        w.WriteStartObject("return");
        w.WriteBoolean("is_return", line.Quantity < 0);
        w.WriteEndObject();
        w.WriteString("status", "CONFIRMED");
        w.WriteEndObject();
    }

    private void Adjustments(Utf8JsonWriter w, TruthOrder order)
    {
        w.WriteStartArray("adjustments");
        Adjustment(w, "SURCHARGE", "Service", order.ServiceCharge);
        Adjustment(w, "TIP", "Tip", order.Tip);
        w.WriteEndArray();
    }

    private void Adjustment(Utf8JsonWriter w, string type, string name, long amount)
    {
        if (amount == 0) return;
        w.WriteStartObject();
        w.WriteString("adjustment_type", type);
        w.WriteString("name", name);
        w.WriteNumber("total", Units(amount));
        w.WriteEndObject();
    }

    // A parked or voided sale was rounded, if at all, before it stopped: its payments stay listed.
    private void Payments(Utf8JsonWriter w, TruthOrder order)
    {
        w.WriteStartArray("payments");
        Payment(w, order, "Cash", order.Total);
        Payment(w, order, "Cash Rounding", -order.Rounding);
        w.WriteEndArray();
    }

    private void Payment(Utf8JsonWriter w, TruthOrder order, string type, long amount)
    {
        if (amount == 0) return;
        w.WriteStartObject();
        w.WriteString("id", LightspeedJson.Uuid(order.Id + type));
        w.WriteNumber("amount", Units(amount));
        w.WriteString("date", LightspeedJson.Time(order.CreatedAt));
        w.WriteStartObject("type");
        w.WriteString("config_id", LightspeedJson.Uuid(type));
        w.WriteString("name", type);
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private decimal Units(long minor) => LightspeedJson.Units(minor, store.Truth.Currency);
}
