using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;
using Sync.Model;

namespace Sync.Connectors.Lightspeed;

/// <summary>Small matters of text and time.</summary>
internal static class Words
{
    // All times are UTC, those without an offset (old forms) too.
    private static readonly StoreClock Utc = new(TimeZoneInfo.Utc);

    /// <summary>The text trimmed; null where nothing is left.</summary>
    public static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    public static DateTimeOffset? Time(string? text) => WireTime.Parse(text, Utc);

    public static bool Has(string? text, string? word) => word is not null && text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;
}

/// <summary>What the outlets say of their sales.</summary>
/// <param name="ById">All of them, closed ones too.</param>
/// <param name="Currency">The one currency of all open outlets; null where it is not one.</param>
/// <param name="TaxOnTop">Whether prices are shown without tax.</param>
internal sealed record OutletBook(IReadOnlyDictionary<string, OutletRow> ById, string? Currency, bool TaxOnTop)
{
    /// <summary>Where the permission is missing: the connection's time zone and currency hold.</summary>
    public static OutletBook NotAllowed { get; } = new(new Dictionary<string, OutletRow>(), null, false)
    {
        Warnings = [$"the permission '{Scopes.Outlets}' is missing: the connection's time zone and currency are used for all outlets"],
    };

    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>The ids of those that are closed.</summary>
    public IReadOnlyCollection<string> Closed => [.. ById.Where(o => Words.OrNull(o.Value.DeletedAt) is not null).Select(o => o.Key)];

    public static OutletBook Of(IEnumerable<OutletRow> rows)
    {
        // The last word on each: one that changed while it was read came twice.
        var all = rows.Where(r => r.Id is not null).GroupBy(r => r.Id!).Select(g => g.Last()).ToList();
        var open = all.Where(r => Words.OrNull(r.DeletedAt) is null).ToList();
        var currencies = open.Select(r => Words.OrNull(r.Currency)?.ToUpperInvariant()).OfType<string>().Distinct().ToList();
        var odd = all.Where(r => Zone(r) is null && Words.OrNull(r.TimeZone) is not null).Select(r => $"outlet '{r.Name}' states an unknown time zone").ToList();
        return new OutletBook(
            all.ToDictionary(r => r.Id!, r => r with { TimeZone = Zone(r) }),
            currencies is [var one] ? one : null,
            open.Count > 0 && open.All(r => r.DisplayPrices == "exclusive"))
        { Warnings = odd };
    }

    public string? ZoneOf(string? outlet) => Find(outlet)?.TimeZone;

    /// <exception cref="SkipRecordException">The outlet sells in another currency than the connection's.</exception>
    public void Demand(string? outlet, Currency currency) => Compare(Words.OrNull(Find(outlet)?.Currency), currency);

    /// <exception cref="SkipRecordException">All outlets sell in another currency than the connection's.</exception>
    public void Demand(Currency currency) => Compare(Currency, currency);

    private static void Compare(string? stated, Currency currency)
    {
        if (stated is not null && !stated.Equals(currency.Code, StringComparison.OrdinalIgnoreCase))
            throw new SkipRecordException("other currency", $"It is in {stated}, the connection in {currency}.") { Currency = stated };
    }

    private static string? Zone(OutletRow row) => Words.OrNull(row.TimeZone) is { } zone && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) ? zone : null;

    private OutletRow? Find(string? outlet) => outlet is null ? null : ById.GetValueOrDefault(outlet);
}

/// <summary>Maps customers. Loyalty is left alone: Lightspeed keeps a balance of money, not points.</summary>
internal static class CustomerMapping
{
    public static Customer Map(CustomerRow row, string id) => new()
    {
        Id = id,
        Email = Email.Normalise(row.Email),
        // The code that a nameless customer is given (UNNAMED-669D) is no name; the old single name is one.
        FirstName = Words.OrNull(row.FirstName) ?? (Words.OrNull(row.LastName) is null ? Words.OrNull(row.Name) : null),
        LastName = Words.OrNull(row.LastName),
        Phone = Words.OrNull(row.Mobile) ?? Words.OrNull(row.Phone),
        CreatedAt = Words.Time(row.CreatedAt),
    };
}

/// <summary>Maps stock.</summary>
internal static class LevelMapping
{
    public static string? IdOf(InventoryRow row) =>
        Words.OrNull(row.OutletId) is { } outlet && Words.OrNull(row.ProductId) is { } product ? InventoryLevel.IdOf(outlet, product) : null;

    /// <exception cref="SkipRecordException">It states no number.</exception>
    public static InventoryLevel? Map(InventoryRow row, string? outlet) => outlet is not null && row.OutletId!.Trim() != outlet ? null : new InventoryLevel
    {
        ProductId = row.ProductId!.Trim(),
        LocationId = row.OutletId!.Trim(),
        Quantity = row.CurrentInventoryLevel.Value ?? throw new SkipRecordException("no level", "It states no level."),
    };
}

/// <summary>Maps products: each variant is a product of its own, the first of a family too.</summary>
internal sealed class ProductMapping(Currency currency, OutletBook outlets)
{
    /// <exception cref="SkipRecordException">It has no name, or another currency.</exception>
    public Product? Map(ProductRow row, string id)
    {
        outlets.Demand(currency);
        var inFamily = (Words.OrNull(row.VariantParentId) is not null || row.HasVariants == true) && row.VariantCount.Value is null or > 1;
        var variant = inFamily ? Variant(row) : null;
        var name = Words.OrNull(row.Name) ?? throw new SkipRecordException("no name", "It has no name.");
        return new Product
        {
            Id = id,
            Name = variant is null ? name : $"{name} - {variant}",
            // The family is the same for all variants; the first one has no parent but is one.
            ParentId = variant is null ? null : Words.OrNull(row.FamilyId) ?? Words.OrNull(row.VariantParentId) ?? id,
            Variant = variant,
            Sku = Words.OrNull(row.Sku),
            Barcode = row.ProductCodes?.Where(c => !Words.Has(c?.Type, "custom")).Select(c => Words.OrNull(c?.Code)).FirstOrDefault(c => c is not null),
            Brand = Words.OrNull(row.Brand?.Name),
            Category = Path(row).FirstOrDefault() ?? "",
            Subcategory = Path(row).Skip(1).LastOrDefault(),
            // What the label says: without tax only where the store shows its prices so.
            Price = outlets.TaxOnTop ? Price(row.PriceExcludingTax.Or(row.PriceIncludingTax)) : Price(row.PriceIncludingTax.Or(row.PriceExcludingTax)),
            Cost = Price(row.SupplyPrice),
            Available = row.Active ?? row.IsActive ?? true,
            ImageUrl = Words.OrNull(row.ImageUrl),
        };
    }

    private static string? Variant(ProductRow row) =>
        Words.OrNull(string.Join(" / ", row.VariantOptions?.Select(o => Words.OrNull(o?.Value)).OfType<string>() ?? []));

    private static IReadOnlyList<string> Path(ProductRow row)
    {
        var path = (row.ProductCategory?.CategoryPath ?? row.Type?.CategoryPath)?.Select(c => Words.OrNull(c?.Name)).OfType<string>().ToList();
        if (path is { Count: > 0 }) return path;
        return (Words.OrNull(row.ProductCategory?.Name) ?? Words.OrNull(row.Type?.Name)) is { } name ? [name] : [];
    }

    private Money? Price(WireNumber number) => number.Value is > 0 and < 1_000_000_000 and var price ? Money.FromMajor(price, currency) : null;
}

/// <summary>Maps sales. A return is a sale of its own with negative amounts, so what it returns keeps its total.</summary>
internal sealed class OrderMapping(ConnectionContext connection, OutletBook outlets, DateTimeOffset? from)
{
    private readonly string? onlyOutlet = connection.Settings.Text(Settings.OutletId);
    private readonly string? walkIn = connection.Settings.Text(Settings.WalkInCustomerId);

    /// <summary>The order; null where it is not asked for.</summary>
    /// <exception cref="SkipRecordException">It has no date, another currency, or its total is no amount.</exception>
    public Order? Map(SaleRow row, string id)
    {
        var outlet = Words.OrNull(row.Source?.OutletId);
        if (onlyOutlet is not null && outlet != onlyOutlet) return null;
        var made = Words.Time(row.Date) ?? Words.Time(row.CreatedAt) ?? throw new SkipRecordException("no date", "It does not say when it was made.");
        if (made < from) return null;
        outlets.Demand(outlet, connection.Currency);
        var customer = Words.OrNull(row.CustomerId);
        return SaleAmounts.Of(row, connection.Settings, connection.Currency).Fill(connection.Currency, new Order
        {
            Id = id,
            CustomerId = customer == walkIn ? null : customer,
            Status = StatusOf(Words.OrNull(row.State) ?? Words.OrNull(row.Status)),
            Type = TypeOf(row),
            Lines = SaleAmounts.Lines(row, connection.Currency),
            Subtotal = default,
            Tax = default,
            Discount = default,
            Total = default,
            Refunded = Money.Zero(connection.Currency),
            LocationId = outlet,
            CreatedAt = made,
            TimeZone = outlets.ZoneOf(outlet),
        });
    }

    // Sales on account and laybys are closed too; the old versions had words of their own for them.
    private static OrderStatus StatusOf(string? state) => state?.ToLowerInvariant() switch
    {
        "closed" or "onaccount" or "onaccount_closed" or "layby" or "layby_closed" => OrderStatus.Completed,
        "voided" => OrderStatus.Cancelled,
        _ => OrderStatus.Open,
    };

    private static OrderType TypeOf(SaleRow row)
    {
        var words = row.Attributes?.OfType<string>().Append(row.Source?.Type).OfType<string>().ToList() ?? [];
        if (words.Exists(w => Words.Has(w, "delivery"))) return OrderType.Delivery;
        if (words.Exists(w => Words.Has(w, "pickup"))) return OrderType.Pickup;
        return row.EcomCustomCharges is { Count: > 0 } || words.Exists(w => Words.Has(w, "ecom")) ? OrderType.Online : OrderType.InStore;
    }
}

/// <summary>A sale's amounts in currency units, with up to 5 decimals, as the POS states them.</summary>
internal sealed record SaleAmounts(decimal Gross, decimal Discount, decimal Tax, decimal? Charges, decimal? Tip, decimal? Rounding, decimal Total)
{
    /// <exception cref="SkipRecordException">The total is no amount.</exception>
    public static SaleAmounts Of(SaleRow row, ConnectionSettings settings, Currency currency)
    {
        var lines = row.LineItems?.OfType<LineRow>().Where(Readable).ToList() ?? [];
        var (net, discount) = (lines.Sum(Net), lines.Sum(Off));
        var tax = row.Totals?.Tax.Value ?? row.Totals?.PriceInclTax.Value - row.Totals?.Price.Value ?? lines.Sum(l => l.Tax?.Total.Value ?? 0);
        var (tip, charges) = (TipOf(row, settings), ChargesOf(row, settings));
        var rounding = -RoundingOf(row, settings);
        var stated = Stated(row) ?? net + tax + (tip ?? 0) + (charges ?? 0);
        var total = stated + OnTop(stated - net - tax, tip ?? 0, charges ?? 0, 0.5m / currency.Scale) + (rounding ?? 0);
        return new SaleAmounts(net + discount, discount, tax, charges, tip, rounding, total);
    }

    /// <summary>The lines before their discounts, so that they add up to the subtotal. The POS does not name what they sell.</summary>
    public static IReadOnlyList<OrderLine> Lines(SaleRow row, Currency currency) => row.LineItems?.OfType<LineRow>().Where(Readable).Select(l =>
    {
        var (quantity, gross) = (Quantity(l), Net(l) + Off(l));
        return new OrderLine(Words.OrNull(l.Product?.Id) ?? "", "", quantity, quantity == 0 ? gross : gross / quantity, Money.FromMajor(gross, currency));
    }).ToList() ?? [];

    /// <summary>An order with these amounts.</summary>
    public Order Fill(Currency currency, Order order)
    {
        var filled = order with
        {
            Subtotal = Money.FromMajor(Gross, currency),
            Discount = Money.FromMajor(Discount, currency),
            Tax = Money.FromMajor(Tax, currency),
            ServiceCharge = Charges is { } charges ? Money.FromMajor(charges, currency) : null,
            Tip = Tip is { } tip ? Money.FromMajor(tip, currency) : null,
            Rounding = Rounding is { } rounding ? Money.FromMajor(rounding, currency) : null,
            Total = Money.FromMajor(Total, currency),
        };
        // Where the exact parts add up, our whole cents shall too: the subtotal, a sum of its own, takes what rounding left.
        var exact = Gross - Discount + Tax + (Charges ?? 0) + (Tip ?? 0) + (Rounding ?? 0) - Total;
        return Math.Abs(exact) * currency.Scale < 0.5m ? filled with { Subtotal = filled.Subtotal + filled.Unbalanced } : filled;
    }

    // Whether tips and surcharges are within the stated total is not documented: what the lines leave open of it tells.
    private static decimal OnTop(decimal open, decimal tip, decimal charges, decimal tolerance)
    {
        if (Alike(open, tip + charges)) return 0;
        if (Alike(open, charges)) return tip;
        if (Alike(open, tip)) return charges;
        return Alike(open, 0) ? tip + charges : 0;

        // Sums of amounts with 5 decimals differ by less than half a cent.
        bool Alike(decimal a, decimal b) => Math.Abs(a - b) < tolerance;
    }

    /// <exception cref="SkipRecordException">It is no amount.</exception>
    private static decimal? Stated(SaleRow row)
    {
        if (row.Totals is not { } totals) return null;
        if (totals.PriceInclTax.Bad) throw new SkipRecordException("bad total", "The total is not a number.");
        return totals.PriceInclTax.Value ?? totals.Price.Value + (totals.Tax.Value ?? 0);
    }

    private static decimal? TipOf(SaleRow row, ConnectionSettings settings) => Sum(row.Adjustments?.Where(a => IsTip(a, settings)));

    private static decimal? ChargesOf(SaleRow row, ConnectionSettings settings)
    {
        // The same surcharge stands among the adjustments and in the totals: one of them counts.
        var adjustments = Sum(row.Adjustments?.Where(a => !IsTip(a, settings))) ?? (row.Totals?.Surcharge.Value is not 0 and var surcharge ? surcharge : null);
        return Sum(row.EcomCustomCharges) is { } ecom ? (adjustments ?? 0) + ecom : adjustments;
    }

    private static bool IsTip(AdjustmentRow? row, ConnectionSettings settings) => Words.Has(row?.AdjustmentType, settings.Text(Settings.TipAdjustment));

    private static decimal? Sum(IEnumerable<AdjustmentRow?>? rows)
    {
        var amounts = rows?.Select(r => r?.Total.Value).OfType<decimal>().ToList();
        return amounts is { Count: > 0 } ? amounts.Sum() : null;
    }

    // Cash is rounded by a payment of a type of its own, which makes up for what was not paid: 10.02 is 10.00 and 0.02.
    private static decimal? RoundingOf(SaleRow row, ConnectionSettings settings)
    {
        var amounts = row.Payments?
            .Where(p => Words.OrNull(p?.DeletedAt) is null && Words.Has(p?.Type?.Name, settings.Text(Settings.RoundingPayment)))
            .Select(p => p?.Amount.Value).OfType<decimal>().ToList();
        return amounts is { Count: > 0 } ? amounts.Sum() : null;
    }

    private static bool Readable(LineRow line) => !line.Quantity.Bad && line.Pricing is { Total.Bad: false } pricing && (pricing.Total.Stated || !pricing.Price.Bad);

    private static decimal Quantity(LineRow line) => line.Quantity.Value ?? 1;

    // After the line's discount, without tax.
    private static decimal Net(LineRow line) => line.Pricing!.Total.Value ?? (line.Pricing.Price.Value ?? 0) * Quantity(line);

    private static decimal Off(LineRow line) => line.Pricing!.DiscountTotal.Value ?? (line.Pricing.Discount.Value ?? 0) * Quantity(line);
}
