using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;
using Sync.Model;

namespace Sync.Connectors.Shopify;

/// <summary>Counts what is odd but loses no record.</summary>
internal sealed class Warnings
{
    private readonly Dictionary<string, int> counts = [];

    public IReadOnlyList<string> Lines => [.. counts.Select(c => c.Value == 1 ? c.Key : $"{c.Key} ({c.Value} times)")];

    public void Add(string text) => counts[text] = counts.GetValueOrDefault(text) + 1;

    /// <summary>Says something once, however often it is seen.</summary>
    public void Once(string text) => counts.TryAdd(text, 1);

    /// <summary>Whether Shopify has said of a field that it withholds it.</summary>
    public bool TellWithheld { get; private set; }

    public void Withheld(IReadOnlyList<string> fields)
    {
        TellWithheld |= fields.Count > 0;
        foreach (var field in fields)
            Once($"Shopify withholds {field}: the app lacks a permission or the approval for protected customer data");
    }
}

/// <summary>What all mappings need.</summary>
internal static class Wire
{
    /// <summary>The number at the end of <c>gid://shopify/Order/123</c>, as text; null where there is none.</summary>
    public static string? Id(string? gid)
    {
        if (string.IsNullOrWhiteSpace(gid)) return null;
        var tail = gid[(gid.LastIndexOf('/') + 1)..];
        var end = tail.IndexOf('?', StringComparison.Ordinal);
        if (end >= 0) tail = tail[..end];
        return tail.Length > 0 ? tail : null;
    }

    public static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>An amount in the shop's own currency; null where there is none.</summary>
    /// <exception cref="SkipRecordException">It is no amount, or in another currency than the connection's.</exception>
    public static Money? Amount(MoneyRow? money, Currency currency, string reason)
    {
        if (money is null || !money.Amount.Stated) return null;
        if (money.CurrencyCode is { Length: > 0 } code && !string.Equals(code, currency.Code, StringComparison.OrdinalIgnoreCase))
            throw new SkipRecordException("other currency", $"An amount is in {code}, but the connection is in {currency}.") { Currency = code };
        return money.Amount.Value is { } amount
            ? Money.FromMajor(amount, currency)
            : throw new SkipRecordException(reason, "An amount is no number.");
    }
}

/// <summary>
/// Makes orders of what Shopify sends. All amounts are the shop's, not those shown to the buyer. Shopify's total is before
/// returns: lines less discounts, shipping, duties, tips, and tax, which is a part of the prices where they include it.
/// </summary>
internal sealed class OrderMapping(ConnectionContext connection, Warnings warnings)
{
    private readonly Currency currency = connection.Currency;
    private readonly Money nothing = Money.Zero(connection.Currency);

    /// <summary>The shop's time zone, known with the first answer.</summary>
    public string? TimeZone { get; set; }

    /// <summary>The order; null for a test order, which is no sale.</summary>
    public Order? Map(OrderRow row, string id)
    {
        if (row.Test == true)
        {
            warnings.Add("a test order was left out");
            return null;
        }

        var rounding = Rounding(row, refunds: false);
        var listed = Amount(row.TotalPriceSet) ?? throw new SkipRecordException("bad total", "The order has no total.");
        var takenOff = TakenOff(row, listed);
        var (total, taxTakenOff) = (listed - takenOff, TaxOf(takenOff, row, listed));
        var refunded = Absolute((Amount(row.TotalRefundedSet) ?? nothing) + (Rounding(row, refunds: true) ?? nothing));
        var order = new Order
        {
            Id = id,
            CustomerId = Wire.Id(row.Customer?.Id),
            BuyerEmail = Email.Normalise(row.Email),
            BuyerPhone = Wire.Text(row.Phone),
            Status = StatusOf(row, Least(total, total + (rounding ?? nothing)), refunded),
            Type = string.Equals(row.SourceName, "pos", StringComparison.OrdinalIgnoreCase) ? OrderType.InStore : OrderType.Online,
            Lines = [.. (row.LineItems?.Rows ?? []).OfType<LineRow>().SelectMany(Lines)],
            Subtotal = nothing,
            Tax = (Amount(row.TotalTaxSet) ?? nothing) - taxTakenOff,
            Discount = nothing,
            Tip = Amount(row.TotalTipReceivedSet),
            Rounding = rounding,
            // What the buyer paid: Shopify's total is before the rounding of cash, which it states with the payment only.
            Total = total + (rounding ?? nothing),
            Refunded = refunded,
            LocationId = Wire.Id(row.RetailLocation?.Id),
            // An imported order was made long before its record.
            CreatedAt = Time(row.ProcessedAt) ?? Time(row.CreatedAt) ?? throw new SkipRecordException("bad date", "The order has no readable date."),
            TimeZone = TimeZone,
        };
        return WithParts(order, row, takenOff, taxTakenOff);
    }

    // Discounts on shipping are part of Shopify's sum of discounts, so shipping goes in at its full price and the subtotal
    // takes back the other discounts only. Where prices include tax, what is tax in them is taken out of each part.
    private Order WithParts(Order order, OrderRow row, Money takenOff, Money taxTakenOff)
    {
        var (shipping, shippingPaid, shippingTax) = (nothing, nothing, nothing);
        foreach (var line in (row.ShippingLines?.Rows ?? []).OfType<ShippingRow>())
        {
            var full = Amount(line.OriginalPriceSet) ?? nothing;
            shipping += full;
            shippingPaid += Amount(line.DiscountedPriceSet) ?? full;
            foreach (var tax in line.TaxLines ?? []) shippingTax += Amount(tax?.PriceSet) ?? nothing;
        }

        var discount = Amount(row.TotalDiscountsSet) ?? nothing;
        var subtotal = (Amount(row.SubtotalPriceSet) ?? Sum(order.Lines.Where(l => l.Quantity >= 0)) - discount) + discount - (shipping - shippingPaid)
            - (row.TaxesIncluded == true ? takenOff : takenOff - taxTakenOff);
        var service = shipping + (row.DutiesIncluded == true ? nothing : Amount(row.OriginalTotalDutiesSet) ?? nothing)
            + (Amount(row.OriginalTotalAdditionalFeesSet) ?? nothing);
        return row.TaxesIncluded == true
            ? order with { Subtotal = subtotal - (order.Tax - shippingTax), ServiceCharge = service - shippingTax, Discount = discount }
            : order with { Subtotal = subtotal, ServiceCharge = service, Discount = discount };
    }

    // Shopify's total keeps what an edit took off the order again. Where it was never paid it was never sold: such an order is worth
    // what is left on it with what was given back, or what was received, whichever is more.
    private Money TakenOff(OrderRow row, Money listed)
    {
        if (Wire.Text(row.CancelledAt) is not null || Amount(row.CurrentTotalPriceSet) is not { } current || Amount(row.TotalReceivedSet) is not { } received) return nothing;
        var left = current + Absolute(Amount(row.TotalRefundedSet) ?? nothing);
        var paid = received.Minor > left.Minor ? received : left;
        return listed.Minor > paid.Minor ? listed - paid : nothing;
    }

    // Of the tax only the original and the current sum are told: what lies between them is of all that left the order, of which this is a part.
    private Money TaxOf(Money takenOff, OrderRow row, Money listed)
    {
        if (takenOff.Minor == 0 || Amount(row.TotalTaxSet) is not { } tax || Amount(row.CurrentTotalTaxSet) is not { } now || Amount(row.CurrentTotalPriceSet) is not { } current) return nothing;
        var (left, taxLeft) = (listed - current, tax - now);
        return left.Minor <= 0 || taxLeft.Minor <= 0 ? nothing : Money.FromMajor(taxLeft.Major * takenOff.Major / left.Major, currency);
    }

    // What was sold, and what of it was given back or taken off again, at its share of the line's price.
    private IEnumerable<OrderLine> Lines(LineRow row)
    {
        var sold = Line(row);
        yield return sold;
        if ((row.CurrentQuantity.Value ?? sold.Quantity) is var kept && kept < sold.Quantity)
            yield return sold with { Quantity = kept - sold.Quantity, Total = Money.FromMajor(sold.Total.Major * (kept - sold.Quantity) / sold.Quantity, currency) };
    }

    private OrderLine Line(LineRow row)
    {
        if (row.Quantity.Bad || row.CurrentQuantity.Bad) throw new SkipRecordException("bad quantity", "A line's quantity is no number.");
        var quantity = row.Quantity.Value ?? 1;
        var unit = Amount(row.OriginalUnitPriceSet);
        var total = Amount(row.OriginalTotalSet) ?? Money.FromMajor((unit?.Major ?? 0) * quantity, currency);
        // The amount as it was sent: it may be finer than a minor unit.
        var price = row.OriginalUnitPriceSet?.ShopMoney?.Amount.Value ?? (quantity == 0 ? 0 : total.Major / quantity);
        return new OrderLine(
            Wire.Id(row.Variant?.Id) ?? Wire.Id(row.Product?.Id) ?? "", Wire.Text(row.Name) ?? "", quantity, price, total, Wire.Text(row.Product?.ProductType));
    }

    // Two facts make a state: whether it was cancelled, and what became of the money. Words unknown to us count nowhere.
    private static OrderStatus StatusOf(OrderRow row, Money total, Money refunded)
    {
        if (Wire.Text(row.CancelledAt) is not null) return OrderStatus.Cancelled;
        return row.DisplayFinancialStatus?.ToUpperInvariant() switch
        {
            "PAID" when refunded.Minor == 0 => OrderStatus.Completed,
            "PAID" or "PARTIALLY_REFUNDED" or "REFUNDED" => refunded.Minor > 0 && refunded.Minor >= total.Minor || IsRefunded(row, refunded)
                ? OrderStatus.Refunded
                : OrderStatus.PartiallyRefunded,
            "VOIDED" => OrderStatus.Cancelled,
            _ => OrderStatus.Open,
        };
    }

    // What is given back of a sale in cash may be what was paid, or, by another way, what it cost before it was rounded: either is all of it.
    private static Money Least(Money one, Money other) => one.Minor < other.Minor ? one : other;

    private static bool IsRefunded(OrderRow row, Money refunded) =>
        refunded.Minor == 0 && string.Equals(row.DisplayFinancialStatus, "REFUNDED", StringComparison.OrdinalIgnoreCase);

    // Rounding is stated with each payment in cash, and nowhere for the order; null where the shop does not round.
    private Money? Rounding(OrderRow row, bool refunds)
    {
        Money? sum = null;
        foreach (var payment in (row.Transactions ?? []).OfType<TransactionRow>())
        {
            var moved = payment.Status == "SUCCESS" && (refunds ? payment.Kind == "REFUND" : payment.Kind is "SALE" or "CAPTURE");
            if (moved && Amount(payment.AmountRoundingSet) is { Minor: not 0 } rounded) sum = (sum ?? nothing) + rounded;
        }

        return sum;
    }

    private Money Sum(IEnumerable<OrderLine> lines) => lines.Aggregate(nothing, (sum, line) => sum + line.Total);

    private static Money Absolute(Money money) => money.Minor < 0 ? -money : money;

    private Money? Amount(MoneyBag? bag) => Wire.Amount(bag?.ShopMoney, currency, "bad amount");

    private DateTimeOffset? Time(string? text) => WireTime.Parse(text, connection.StoreClock);
}

/// <summary>Makes products and stock of what Shopify sends.</summary>
internal static class ProductMapping
{
    /// <summary>One product for each variant: that is what lines and stock name. Prices of variants are bare: in the shop's currency.</summary>
    public static IEnumerable<Product> Map(ProductRow row, string parentId, string? shopCurrency, Currency currency)
    {
        if (row.Variants is null) throw new SkipRecordException("no variants", "The product came without its variants.");
        var variants = row.Variants.Rows;
        foreach (var variant in variants)
        {
            var id = Wire.Id(variant?.Id) ?? throw new SkipRecordException("no id", "A variant has no id.");
            var name = Wire.Text(row.Title) ?? "";
            // A lone variant is the product itself; Shopify calls it "Default Title".
            var title = variants.Count > 1 ? Wire.Text(variant!.Title) ?? id : null;
            yield return new Product
            {
                Id = id,
                Name = title is null ? name : $"{name} - {title}",
                ParentId = title is null ? null : parentId,
                Group = parentId,
                Variant = title,
                Sku = Wire.Text(variant!.Sku),
                Barcode = Wire.Text(variant.Barcode),
                Brand = Wire.Text(row.Vendor),
                Category = Wire.Text(row.ProductType) ?? Wire.Text(row.Category?.Name) ?? "",
                Price = Wire.Amount(new MoneyRow(variant.Price, shopCurrency), currency, "bad price"),
                Cost = Wire.Amount(variant.InventoryItem?.UnitCost, currency, "bad cost"),
                // Unlisted ones are sold by who knows their address, and at the counter.
                Available = row.Status?.ToUpperInvariant() is "ACTIVE" or "UNLISTED",
                Quantity = variant.InventoryItem?.Tracked == false ? null : variant.InventoryQuantity.Value,
                ImageUrl = Wire.Text(row.FeaturedMedia?.Preview?.Image?.Url),
            };
        }
    }

    /// <summary>The stock of each variant that shares a level.</summary>
    public static IEnumerable<InventoryLevel> Map(LevelRow row, string locationId)
    {
        var quantity = row.Quantities?.FirstOrDefault(q => q?.Name == "available")?.Quantity ?? default;
        if (quantity.Bad) throw new SkipRecordException("bad quantity", "A stock is no number.");
        if (quantity.Value is not { } count) yield break;
        foreach (var id in Variants(row.Item)) yield return new InventoryLevel { ProductId = id, LocationId = locationId, Quantity = count };
    }

    /// <summary>The variants that share an item's stock.</summary>
    public static IEnumerable<string> Variants(ItemRow? item) => (item?.Variants?.Rows ?? []).Select(v => Wire.Id(v?.Id)).OfType<string>();

    /// <summary>The id of a variant's stock at a location.</summary>
    public static string LevelId(string location, string variant) => new InventoryLevel { ProductId = variant, LocationId = location, Quantity = 0 }.Id;
}
