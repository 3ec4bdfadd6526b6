using Sync.ConnectorKit;
using Sync.Model;

namespace Sync.Connectors.Clover;

/// <summary>Maps customers.</summary>
internal static class CustomerMapping
{
    public static Customer Map(CustomerRow row, string id) => new()
    {
        Id = id,
        Email = EmailOf(row),
        FirstName = Wire.Text(row.FirstName),
        LastName = Wire.Text(row.LastName),
        Phone = row.PhoneNumbers?.Elements?.Select(p => Wire.Text(p?.PhoneNumber)).FirstOrDefault(p => p is not null),
        CreatedAt = Wire.Time(row.CustomerSince),
    };

    /// <summary>The primary address, else the first.</summary>
    public static string? EmailOf(CustomerRow? row) => row?.EmailAddresses?.Elements?
        .Where(e => Wire.Text(e?.EmailAddress) is not null)
        .OrderByDescending(e => e!.PrimaryEmail == true)
        .Select(e => Email.Normalise(e!.EmailAddress))
        .FirstOrDefault();
}

/// <summary>Maps items; an item of a group is a variant.</summary>
internal sealed class ProductMapping(Currency currency, IReadOnlyDictionary<string, string>? groups)
{
    public static bool IsDeleted(ItemRow? row) => row is { Id: not null } && Wire.Whole(row.DeletedTime) > 0;

    public Product Map(ItemRow row, string id)
    {
        var name = Wire.Text(row.Name) ?? throw new SkipRecordException("no name", "It has no name.");
        var group = Wire.Text(row.ItemGroup?.Id);
        var variant = group is null ? null : VariantOf(row);
        return new Product
        {
            Id = id,
            Name = variant is null ? name : $"{groups?.GetValueOrDefault(group!) ?? name} - {variant}",
            ParentId = variant is null ? null : group,
            Variant = variant,
            Sku = Wire.Text(row.Sku),
            Barcode = Wire.Text(row.Code),
            Category = row.Categories?.Elements?.Select(c => Wire.Text(c?.Name)).FirstOrDefault(c => c is not null) ?? "",
            // A price of VARIABLE is asked for at the register.
            Price = row.Price.Stated && row.PriceType != "VARIABLE" ? new Money(Wire.Cents(row.Price, "price"), currency) : null,
            Cost = Wire.Whole(row.Cost) is { } cost ? new Money(cost, currency) : null,
            // Hidden is off the register, not gone.
            Available = row.Available != false && row.Hidden != true,
            Quantity = row.ItemStock?.Quantity.Value,
        };
    }

    private static string? VariantOf(ItemRow row)
    {
        var options = row.Options?.Elements?.Select(o => Wire.Text(o?.Name)).OfType<string>().ToList() ?? [];
        return options.Count == 0 ? null : string.Join(' ', options);
    }
}

/// <summary>
/// Maps orders. Clover's own total is written by whatever made the order and has no tips: what was paid is in the payments
/// (amount with tax, tip on top), what went back in refunds and credits.
/// </summary>
internal sealed class OrderMapping(Currency currency, string merchantId, string? zone)
{
    private static readonly string[] WordsOfDelivery = ["deliver"];
    private static readonly string[] WordsOfPickup = ["pick", "take", "carry", "to go", "collect"];
    private static readonly string[] WordsOfOnline = ["online", "web"];

    /// <exception cref="SkipRecordException">It is in another currency, has no date, or an amount is none.</exception>
    public Order Map(OrderRow row, string id)
    {
        if (Wire.Text(row.Currency) is { } stated && !stated.Equals(currency.Code, StringComparison.OrdinalIgnoreCase))
            throw new SkipRecordException("other currency", $"It is in {stated}, the shop's is {currency}.") { Currency = stated };
        var lines = new LineSums(row, currency);
        var money = new MoneySums(row, lines);
        var sign = money.Return ? -1 : 1;
        var customer = row.Customers?.Elements?.FirstOrDefault(c => c?.Id is not null);
        return new Order
        {
            Id = id,
            CustomerId = customer?.Id,
            BuyerEmail = CustomerMapping.EmailOf(customer),
            BuyerName = Wire.Text($"{customer?.FirstName} {customer?.LastName}") ?? money.Cardholder,
            BuyerPhone = customer?.PhoneNumbers?.Elements?.Select(p => Wire.Text(p?.PhoneNumber)).FirstOrDefault(p => p is not null),
            Status = money.Status,
            Type = TypeOf(row.OrderType),
            // What a return of its own brings back is all that stands on it.
            Lines = sign > 0 ? [.. lines.Sold, .. lines.Back] : [.. lines.Sold.Select(l => l with { Quantity = -l.Quantity, Total = -l.Total })],
            // With VAT the prices include the tax.
            Subtotal = Of(sign * lines.Subtotal - (row.IsVat == true ? money.Tax : 0)),
            Discount = Of(sign * lines.Discount),
            ServiceCharge = Of(sign * (lines.Fees + (money.ServiceCharge ?? lines.ServiceCharge))),
            Tax = Of(money.Tax),
            Tip = Of(money.Tip),
            Total = Of(money.Total),
            StatesParts = money.StatesParts,
            Refunded = Of(money.Refunded),
            LocationId = merchantId,
            CreatedAt = Wire.Time(row.CreatedTime) ?? throw new SkipRecordException("no date", "It does not say when it was made."),
            TimeZone = zone,
        };
    }

    private Money Of(long cents) => new(cents, currency);

    // Merchants name their order types themselves; Clover's own have a key.
    private static OrderType TypeOf(OrderTypeRow? row)
    {
        bool Says(string[] words) => words.Any(w => row?.Label?.Contains(w, StringComparison.OrdinalIgnoreCase) == true || row?.LabelKey?.Contains(w, StringComparison.OrdinalIgnoreCase) == true);
        if (Says(WordsOfDelivery)) return OrderType.Delivery;
        if (Says(WordsOfPickup)) return OrderType.Pickup;
        return Says(WordsOfOnline) ? OrderType.Online : OrderType.InStore;
    }
}

/// <summary>Lines, equal ones as one. Clover has no quantity: three teas are three lines.</summary>
internal sealed class LineGroups
{
    private readonly Dictionary<(string, string, decimal, (decimal, string, string)), int> places = [];

    public List<OrderLine> Lines { get; } = [];

    /// <param name="line">The line.</param>
    /// <param name="apart">What else it differs by: its weight, its modifiers, its note.</param>
    public void Add(OrderLine line, (decimal, string, string) apart)
    {
        var key = (line.ProductId, line.Name, line.UnitPrice, apart);
        if (places.TryGetValue(key, out var place))
        {
            Lines[place] = Lines[place] with { Quantity = Lines[place].Quantity + line.Quantity, Total = Lines[place].Total + line.Total };
            return;
        }

        places[key] = Lines.Count;
        Lines.Add(line);
    }
}

/// <summary>What the lines of an order come to.</summary>
internal sealed class LineSums
{
    private readonly LineGroups sold = new();
    private readonly LineGroups back = new();
    private readonly Currency currency;

    public LineSums(OrderRow row, Currency currency)
    {
        this.currency = currency;
        var rows = row.LineItems?.Elements ?? [];
        foreach (var line in rows)
            if (line is { IsOrderFee: not true }) Add(line);
        var lineDiscounts = Discount;
        foreach (var discount in row.Discounts?.Elements ?? []) Discount += Off(discount, Subtotal - lineDiscounts);
        var net = Subtotal - Discount;
        foreach (var line in rows)
            if (line is { IsOrderFee: true }) Fees += line.Price.Stated ? Wire.Cents(line.Price, "fee") : Wire.Share(net, (line.Percentage.Value ?? 0) / 1_000_000m);
        if (row.ServiceCharge is { Enabled: not false } charge)
            ServiceCharge = Wire.Share(net, charge.PercentageDecimal.Value / 1_000_000m ?? charge.Percentage.Value / 100m ?? 0);
    }

    public IReadOnlyList<OrderLine> Sold => sold.Lines;

    /// <summary>What was given back or exchanged of them, as negative lines: the subtotal stays as it was sold.</summary>
    public IReadOnlyList<OrderLine> Back => back.Lines;

    public long Subtotal { get; private set; }

    public long Discount { get; private set; }

    public long Fees { get; }

    public long ServiceCharge { get; }

    /// <summary>What gift cards and the like cost, which are no sale: they count when they are spent.</summary>
    public long NotRevenue { get; private set; }

    /// <summary>Of <see cref="NotRevenue"/>, what was given back.</summary>
    public long NotRevenueRefunded { get; private set; }

    private void Add(LineRow row)
    {
        var mods = row.Modifications?.Elements ?? [];
        var price = Wire.Cents(row.Price, "price") + mods.Sum(m => Wire.Cents(m?.Amount ?? default, "modifier"));
        // Fixed point with three decimals, for what is sold by weight and the like.
        var quantity = row.UnitQty.Stated ? Wire.Cents(row.UnitQty, "quantity") / 1000m : 1;
        var total = Wire.Share(price, quantity);
        var off = row.Discounts?.Elements is { Count: > 0 } discounts ? discounts.Sum(d => Off(d, total)) : Math.Abs(Wire.Cents(row.DiscountAmount, "discount"));
        if (row.IsRevenue == false)
        {
            (NotRevenue, NotRevenueRefunded) = (NotRevenue + total - off, NotRevenueRefunded + (row.Refunded == true ? total - off : 0));
            return;
        }

        (Subtotal, Discount) = (Subtotal + total, Discount + off);
        var line = new OrderLine(Wire.Text(row.Item?.Id) ?? "", Wire.Text(row.Name) ?? "", quantity, new Money(price, currency).Major, new Money(total, currency));
        var apart = (row.UnitQty.Stated ? quantity : 0, string.Join('\n', mods.Select(m => m?.Name)), row.Note ?? "");
        sold.Add(line, apart);
        if (row.Refunded == true || row.Exchanged == true) back.Add(line with { Quantity = -line.Quantity, Total = -line.Total }, apart);
    }

    // Amounts are negative (Android SDK); a share is in percent, or in percent with four decimals.
    private static long Off(DiscountRow? row, long amount)
    {
        if (row is null) return 0;
        if (row.Amount.Stated) return -Wire.Cents(row.Amount, "discount");
        return Wire.Share(amount, row.PercentageDecimal.Value / 1_000_000m ?? row.Percentage.Value / 100m ?? 0);
    }
}

/// <summary>What the payments of an order come to.</summary>
internal sealed class MoneySums
{
    public MoneySums(OrderRow row, LineSums lines)
    {
        var payments = (row.Payments?.Elements ?? []).OfType<PaymentRow>().ToList();
        var paid = payments.Where(p => p.Result == "SUCCESS").ToList();
        var voided = payments.Where(p => p.Result == "VOIDED").Concat((row.Voids?.Elements ?? []).OfType<PaymentRow>()).DistinctBy(p => p.Id).ToList();
        var pending = payments.Where(p => p.Result is "AUTH" or "PENDING" or "INITIATED" or "OFFLINE_RETRYING").ToList();
        var refunds = (row.Refunds?.Elements ?? []).OfType<RefundRow>().Where(Went).Sum(r => Wire.Cents(r.Amount, "refund"));
        var credits = (row.Credits?.Elements ?? []).OfType<RefundRow>().Where(Went).ToList();
        var credited = credits.Sum(c => Wire.Cents(c.Amount, "credit"));
        Cardholder = payments.Select(p => Wire.Text(p.CardTransaction?.CardholderName)).FirstOrDefault(n => n is not null);
        var stated = Wire.Cents(row.Total, "total");
        if (paid.Count > 0)
        {
            Take(paid, lines);
            Refunded = refunds + credited;
            // Money back for what is no sale is none of the sale's, whether or not its line is marked.
            if (lines.NotRevenue > 0) Refunded = Math.Min(Math.Max(Refunded - lines.NotRevenueRefunded, 0), Math.Max(Total, 0));
            Status = Refunded <= 0 ? OrderStatus.Completed : Refunded >= Total ? OrderStatus.Refunded : OrderStatus.PartiallyRefunded;
        }
        else if (credits.Count > 0)
        {
            // Money back without a sale that it belongs to: a return of its own.
            (Return, Status, Total, Tax) = (true, OrderStatus.Completed, -credited, -credits.Sum(c => Wire.Cents(c.TaxAmount, "tax")));
        }
        else if (voided.Count > 0)
        {
            Take(voided, lines);
            Status = OrderStatus.Cancelled;
        }
        else
        {
            Take(pending, lines);
            // Clover states the tax with payments only: until they cover the total, which has it, there is nothing to add up.
            StatesParts = Total >= Kept(stated, lines);
            Total = Kept(stated, lines);
            // Nothing to pay, or paid in a way that left no payment; an unknown state counts nowhere.
            Status = row.PaymentState is "PAID" ? OrderStatus.Completed : OrderStatus.Open;
        }
    }

    public OrderStatus Status { get; }

    public bool Return { get; }

    /// <summary>Whether all that the total is made of is stated.</summary>
    public bool StatesParts { get; } = true;

    public long Total { get; private set; }

    public long Tax { get; private set; }

    public long Tip { get; private set; }

    public long? ServiceCharge { get; private set; }

    public long Refunded { get; }

    public string? Cardholder { get; }

    private static bool Went(RefundRow row) => row.Voided != true && !(Wire.Whole(row.DeletedTime) > 0) && (row.Status ?? row.Result) is null or "SUCCESS";

    // What is no sale is no more than was paid: what is paid in parts, or with a discount on the whole order, pays for it first.
    private long Kept(long paid, LineSums lines) => paid + Tip - Math.Min(lines.NotRevenue, Math.Max(paid, 0));

    private void Take(List<PaymentRow> payments, LineSums lines)
    {
        Tip = payments.Sum(p => Wire.Cents(p.TipAmount, "tip"));
        Tax = payments.Sum(p => Wire.Cents(p.TaxAmount, "tax"));
        Total = Kept(payments.Sum(p => Wire.Cents(p.Amount, "payment")), lines);
        var charges = payments.Where(p => p.ServiceCharge?.Amount.Stated == true).ToList();
        if (charges.Count > 0) ServiceCharge = charges.Sum(p => Wire.Cents(p.ServiceCharge!.Amount, "service charge"));
    }
}
