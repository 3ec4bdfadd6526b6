using System.Globalization;
using System.Text.Json.Nodes;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Square;

/// <summary>Writes orders in Square's words.</summary>
internal sealed class SquareOrderJson(PosTruth truth)
{
    public JsonObject Sale(TruthOrder o)
    {
        // At the counter the buyer often stands on the tender alone.
        var onTender = o.Id[^1] % 2 == 0;
        var order = new JsonObject
        {
            ["id"] = o.Id,
            ["location_id"] = o.LocationId,
            ["source"] = new JsonObject { ["name"] = o.Type == TruthType.Online ? "Square Online" : "Point of Sale" },
            ["state"] = o.Status switch { TruthStatus.Completed => "COMPLETED", TruthStatus.Open => "OPEN", _ => "CANCELED" },
            ["version"] = 1,
            ["created_at"] = SquareTime.Text(o.CreatedAt),
            ["updated_at"] = SquareTime.Text(o.UpdatedAt),
            ["line_items"] = Lines(o, "gross_sales_money"),
            ["total_money"] = Money(o.Total),
            ["total_tax_money"] = Money(o.Tax),
            ["total_discount_money"] = Money(o.Discount),
            ["total_tip_money"] = Money(o.Tip),
            ["total_service_charge_money"] = Money(o.ServiceCharge),
            ["net_amounts"] = Parts(o, 1),
            ["tenders"] = new JsonArray(Tender(o, onTender)),
        };
        if (o.Type is TruthType.Delivery or TruthType.Pickup)
            order["fulfillments"] = new JsonArray(new JsonObject { ["type"] = o.Type.ToString().ToUpperInvariant(), ["state"] = "PROPOSED" });
        if (!onTender && o.CustomerId is not null) order["customer_id"] = o.CustomerId;
        if (o.Status != TruthStatus.Open) order["closed_at"] = SquareTime.Text(o.UpdatedAt);
        if (o.ServiceCharge != 0) order["service_charges"] = new JsonArray(Charge(o.ServiceCharge));
        if (o.Rounding != 0) order["rounding_adjustment"] = Rounding(o.Rounding);
        return order;
    }

    /// <summary>What went back of a sale: all of it with its parts, or an amount. It names no buyer, only the sale.</summary>
    public JsonObject Return(TruthOrder o)
    {
        var whole = o.Refunded == o.Total;
        var back = whole ? o : new TruthOrder { Id = o.Id, LocationId = o.LocationId, CreatedAt = o.CreatedAt, UpdatedAt = o.UpdatedAt, Lines = [], Total = o.Refunded };
        var entry = new JsonObject
        {
            ["uid"] = "return-1",
            ["source_order_id"] = o.Id,
            ["return_line_items"] = whole ? Lines(o, "gross_return_money") : new JsonArray(AmountLine(o.Refunded)),
            ["return_amounts"] = Parts(back, 1),
        };
        if (back.ServiceCharge != 0) entry["return_service_charges"] = new JsonArray(Charge(back.ServiceCharge));
        if (back.Rounding != 0) entry["rounding_adjustment"] = Rounding(back.Rounding);
        return new JsonObject
        {
            ["id"] = o.Id + "-R",
            ["location_id"] = o.LocationId,
            ["source"] = new JsonObject { ["name"] = "Point of Sale" },
            ["state"] = "COMPLETED",
            ["created_at"] = SquareTime.Text(o.UpdatedAt),
            ["updated_at"] = SquareTime.Text(o.UpdatedAt),
            ["closed_at"] = SquareTime.Text(o.UpdatedAt),
            ["returns"] = new JsonArray(entry),
            ["return_amounts"] = Parts(back, 1),
            ["net_amounts"] = Parts(back, -1),
            ["refunds"] = new JsonArray(new JsonObject
            {
                ["id"] = o.Id + "-refund",
                ["location_id"] = o.LocationId,
                ["reason"] = "Returned goods",
                ["amount_money"] = Money(o.Refunded),
                ["status"] = "APPROVED",
            }),
            ["total_money"] = Money(0),
            ["total_tax_money"] = Money(0),
            ["total_discount_money"] = Money(0),
            ["total_tip_money"] = Money(0),
            ["total_service_charge_money"] = Money(0),
        };
    }

    /// <summary>Money back without a sale that is known: it names no other order, and may name its buyer.</summary>
    public JsonObject Unlinked(TruthOrder o)
    {
        var goods = o with
        {
            Lines = [.. o.Lines.Select(l => l with { Quantity = -l.Quantity, Total = -l.Total })],
            Subtotal = -o.Subtotal,
            Discount = -o.Discount,
            Tax = -o.Tax,
            Total = -o.Total,
            Refunded = -o.Total,
        };
        var order = Return(goods);
        (order["id"], order["created_at"]) = (o.Id, SquareTime.Text(o.CreatedAt));
        order["returns"]![0]!.AsObject().Remove("source_order_id");
        if (o.CustomerId is not null) order["customer_id"] = o.CustomerId;
        return order;
    }

    // Square spreads the order's discount and tax over the lines; the last one takes what is left of the rounding.
    private JsonArray Lines(TruthOrder o, string gross)
    {
        var lines = new JsonArray();
        var (discount, tax) = (o.Discount, o.Tax);
        for (var i = 0; i < o.Lines.Count; i++)
        {
            var last = i == o.Lines.Count - 1;
            var (d, t) = (last ? discount : Share(o.Discount, o.Lines[i], o), last ? tax : Share(o.Tax, o.Lines[i], o));
            (discount, tax) = (discount - d, tax - t);
            lines.Add(Line(o.Lines[i], gross, d, t, i));
        }

        return lines;
    }

    private static long Share(long amount, TruthLine line, TruthOrder o) => o.Subtotal == 0 ? 0 : (long)((decimal)amount * line.Total / o.Subtotal);

    private JsonObject Line(TruthLine line, string gross, long discount, long tax, int number) => new()
    {
        ["uid"] = "line-" + number.ToString(CultureInfo.InvariantCulture),
        ["catalog_object_id"] = line.ProductId,
        ["name"] = line.Name,
        ["quantity"] = line.Quantity.ToString("0.#####", CultureInfo.InvariantCulture),
        ["item_type"] = "ITEM",
        ["base_price_money"] = Money(line.UnitPrice),
        [gross] = Money(line.Total),
        ["total_discount_money"] = Money(discount),
        ["total_tax_money"] = Money(tax),
        ["total_money"] = Money(line.Total - discount + tax),
    };

    private JsonObject AmountLine(long amount) => new()
    {
        ["uid"] = "line-0",
        ["name"] = "Custom amount",
        ["quantity"] = "1",
        ["item_type"] = "CUSTOM_AMOUNT",
        ["base_price_money"] = Money(amount),
        ["gross_return_money"] = Money(amount),
        ["total_discount_money"] = Money(0),
        ["total_tax_money"] = Money(0),
        ["total_money"] = Money(amount),
    };

    private JsonObject Parts(TruthOrder o, int sign) => new()
    {
        ["total_money"] = Money(sign * o.Total),
        ["tax_money"] = Money(sign * o.Tax),
        ["discount_money"] = Money(sign * o.Discount),
        ["tip_money"] = Money(sign * o.Tip),
        ["service_charge_money"] = Money(sign * o.ServiceCharge),
    };

    private JsonObject Tender(TruthOrder o, bool namesBuyer)
    {
        var tender = new JsonObject { ["id"] = o.Id + "-tender", ["type"] = "CARD", ["amount_money"] = Money(o.Total), ["tip_money"] = Money(o.Tip) };
        if (namesBuyer && o.CustomerId is not null) tender["customer_id"] = o.CustomerId;
        return tender;
    }

    private JsonObject Charge(long amount) => new()
    {
        ["uid"] = "charge-1",
        ["name"] = "Service",
        ["amount_money"] = Money(amount),
        ["applied_money"] = Money(amount),
        ["total_money"] = Money(amount),
        ["total_tax_money"] = Money(0),
    };

    private JsonObject Rounding(long amount) => new() { ["uid"] = "rounding-1", ["name"] = "Cash rounding", ["amount_money"] = Money(amount) };

    private JsonObject Money(long amount) => new() { ["amount"] = amount, ["currency"] = truth.Currency };
}
