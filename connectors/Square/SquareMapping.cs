using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;
using Sync.Model;

namespace Sync.Connectors.Square;

/// <summary>Gathers a page: a row that cannot be understood is named and counted, the rest goes in.</summary>
internal sealed class PageBuilder
{
    private readonly List<IPosRecord> records = [];
    private readonly List<RejectedRecord> rejected = [];
    private readonly List<string> deleted = [];

    public RecordPage Build() => new(records) { Rejected = rejected, Deleted = deleted };

    public void Delete(string? id)
    {
        if (!string.IsNullOrEmpty(id)) deleted.Add(id);
    }

    /// <summary>The rows that have the shape of a record; the others are named.</summary>
    public List<T> Read<T>(WireRows<T>? rows) where T : class
    {
        if (rows is null) return [];
        rejected.AddRange(rows.Bad);
        return rows.Good;
    }

    public void Add(string? id, Func<string, IPosRecord> map)
    {
        if (string.IsNullOrEmpty(id))
        {
            rejected.Add(new RejectedRecord("a row of its page", "no id", "It has no id."));
            return;
        }

        try
        {
            records.Add(map(id));
        }
        catch (SkipRecordException e)
        {
            rejected.Add(RejectedRecord.Of(id, e));
        }
        catch (OverflowException)
        {
            rejected.Add(new RejectedRecord(id, "bad amount", "Its parts come to more than any amount."));
        }
    }
}

/// <summary>Turns Square's money, which is in minor units already (of currencies without decimals too), into ours.</summary>
internal sealed class Amounts(Currency currency)
{
    public Money Nothing => Money.Zero(currency);

    /// <summary>A stated amount; null where it is absent.</summary>
    /// <exception cref="SkipRecordException">It is in another currency, or is no whole number.</exception>
    public Money? Of(MoneyRow? row, string what)
    {
        if (row is null || !row.Amount.Stated) return null;
        if (row.Currency is { Length: > 0 } code && !code.Equals(currency.Code, StringComparison.OrdinalIgnoreCase))
            throw new SkipRecordException("other currency", $"The {what} is in {code}, the connection in {currency.Code}.") { Currency = code };
        if (row.Amount.Value is not { } amount || amount != decimal.Truncate(amount))
            throw new SkipRecordException($"bad {what}", $"The {what} is not a whole number of minor units.");
        return new Money(decimal.ToInt64(amount), currency);
    }

    public Money OrNothing(MoneyRow? row, string what) => Of(row, what) ?? Nothing;
}

/// <summary>
/// Maps sales, returns and exchanges. What was sold less what came back is Square's <c>net_amounts</c>: a return comes out
/// negative, an exchange as the difference. Tax that is within a price is taken out of it, so that the parts add up.
/// </summary>
internal sealed class OrderMapping
{
    private readonly ConnectionContext connection;
    private readonly Amounts amounts;
    private readonly Dictionary<string, string?> zones = [];
    private readonly Dictionary<string, string?> buyers = [];

    public OrderMapping(ConnectionContext connection, IEnumerable<LocationRow> places)
    {
        this.connection = connection;
        amounts = new Amounts(connection.Currency);
        foreach (var place in places)
            zones[place.Id!] = place.Timezone is { } zone && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) ? zone : null;
    }

    /// <summary>Turns to a page and forgets the one before.</summary>
    public void Turn(List<OrderRow> rows)
    {
        buyers.Clear();
        Knows(rows);
    }

    /// <summary>Notes who bought what, until the next page; for the returns of it.</summary>
    public void Knows(List<OrderRow> rows)
    {
        foreach (var row in rows)
            if (row.Id is { } id && BuyerOf(row) is { } buyer) buyers[id] = buyer;
    }

    /// <summary>The sales whose buyer would be a return's, and are not known yet.</summary>
    public IEnumerable<string> UnknownSources(OrderRow row) =>
        BuyerOf(row) is not null ? [] : Returns(row).Select(r => r.SourceOrderId).OfType<string>().Where(id => id.Length > 0 && !buyers.ContainsKey(id));

    public Order Map(OrderRow row, string id)
    {
        var returns = Returns(row).ToList();
        var lines = Lines(row, returns);
        var recipient = Recipient(row);
        var (zone, made) = (row.LocationId is { } place ? zones.GetValueOrDefault(place) : null, CreatedAt(row));
        return new Order
        {
            Id = id,
            CustomerId = BuyerOf(row) ?? returns.Select(r => r.SourceOrderId is { } s ? buyers.GetValueOrDefault(s) : null).FirstOrDefault(b => b is not null),
            BuyerEmail = Email.Normalise(recipient?.EmailAddress),
            BuyerName = Words.OrNull(recipient?.DisplayName),
            BuyerPhone = Words.OrNull(recipient?.PhoneNumber),
            Status = StatusOf(row, returns),
            Type = TypeOf(row),
            Lines = lines,
            Subtotal = lines.Aggregate(amounts.Nothing, (sum, line) => sum + line.Total) - WithoutLines(returns),
            Tax = Net(row, row.TotalTaxMoney, p => p.TaxMoney, r => Sum(r.ReturnLineItems, l => amounts.Of(l.TotalTaxMoney, "tax")) + Sum(ChargesApart(r), c => amounts.Of(c.TotalTaxMoney, "tax")), "tax"),
            Discount = Net(row, row.TotalDiscountMoney, p => p.DiscountMoney, r => Sum(r.ReturnLineItems, l => amounts.Of(l.TotalDiscountMoney, "discount")), "discount"),
            Tip = Net(row, row.TotalTipMoney, p => p.TipMoney, _ => amounts.Nothing, "tip"),
            ServiceCharge = Net(row, row.TotalServiceChargeMoney, p => p.ServiceChargeMoney, r => Sum(r.ReturnServiceCharges, Applied), "service charge") - ChargesOwnTax(row, returns),
            Rounding = returns.Aggregate(
                amounts.OrNothing(row.RoundingAdjustment?.AmountMoney, "rounding"),
                (sum, r) => sum - amounts.OrNothing(r.RoundingAdjustment?.AmountMoney, "rounding")),
            Total = Total(row, returns),
            Refunded = amounts.Nothing, // A return is an order of its own and never changes the sale.
            LocationId = Words.OrNull(row.LocationId),
            TimeZone = zone,
            CreatedAt = made,
        };
    }

    private static IEnumerable<ReturnRow> Returns(OrderRow row) => (row.Returns ?? []).OfType<ReturnRow>();

    private static string? BuyerOf(OrderRow row) =>
        Words.OrNull(row.CustomerId)
        ?? (row.Tenders ?? []).Select(t => Words.OrNull(t?.CustomerId)).FirstOrDefault(c => c is not null)
        ?? Words.OrNull(Recipient(row)?.CustomerId);

    private static RecipientRow? Recipient(OrderRow row) => (row.Fulfillments ?? [])
        .Select(f => f?.PickupDetails?.Recipient ?? f?.DeliveryDetails?.Recipient ?? f?.ShipmentDetails?.Recipient)
        .FirstOrDefault(r => r is not null);

    private static OrderStatus StatusOf(OrderRow row, List<ReturnRow> returns) => row.State switch
    {
        // No money went back where every refund failed.
        "COMPLETED" when returns.Count > 0 && row.Refunds is { Count: > 0 } all && all.TrueForAll(r => r?.Status is "REJECTED" or "FAILED") => OrderStatus.Cancelled,
        "COMPLETED" => OrderStatus.Completed,
        "CANCELED" => OrderStatus.Cancelled,
        _ => OrderStatus.Open,
    };

    private static OrderType TypeOf(OrderRow row) => (row.Fulfillments ?? []).Select(f => f?.Type).FirstOrDefault(t => t is not null) switch
    {
        "PICKUP" => OrderType.Pickup,
        "DELIVERY" or "SHIPMENT" => OrderType.Delivery,
        _ when row.Source?.Name?.Contains("online", StringComparison.OrdinalIgnoreCase) == true => OrderType.Online,
        _ => OrderType.InStore,
    };

    private DateTimeOffset CreatedAt(OrderRow row)
    {
        if (string.IsNullOrWhiteSpace(row.CreatedAt)) throw new SkipRecordException("no date", "It does not say when it was made.");
        return WireTime.Parse(row.CreatedAt, connection.StoreClock) ?? throw new SkipRecordException("bad date", "Its date is not a time.");
    }

    private Money Total(OrderRow row, List<ReturnRow> returns)
    {
        if (row.TotalMoney is null && row.NetAmounts?.TotalMoney is null && row.ReturnAmounts?.TotalMoney is null && !returns.Exists(r => r.ReturnAmounts?.TotalMoney is not null || r.ReturnLineItems is { Count: > 0 }))
            throw new SkipRecordException("bad total", "It states no total.");
        // Of a return the total may be 0: what was sold less what came back is in the net amounts.
        return returns.Count > 0 || row.TotalMoney is not null
            ? Net(row, row.TotalMoney, p => p.TotalMoney, r => Sum(r.ReturnLineItems, LineTotal) + Sum(ChargesApart(r), ChargeTotal), "total")
            : amounts.OrNothing(row.NetAmounts?.TotalMoney, "total");
    }

    // A part of a sale as stated; where something came back, Square's net, or else the one less the other.
    private Money Net(OrderRow row, MoneyRow? sold, Func<PartsRow, MoneyRow?> part, Func<ReturnRow, Money> unstated, string what)
    {
        if (!Returns(row).Any()) return amounts.OrNothing(sold, what);
        if (row.NetAmounts is { } net && amounts.Of(part(net), what) is { } stated) return stated;
        return amounts.OrNothing(sold, what) - Back(row, part, unstated, what);
    }

    // All of these amounts are optional: what came back is told of the whole order, or by each return, or by their lines alone.
    private Money Back(OrderRow row, Func<PartsRow, MoneyRow?> part, Func<ReturnRow, Money> unstated, string what) =>
        row.ReturnAmounts is { } all && amounts.Of(part(all), what) is { } stated
            ? stated
            : Returns(row).Aggregate(amounts.Nothing, (sum, r) => sum + (r.ReturnAmounts is { } own ? amounts.OrNothing(part(own), what) : unstated(r)));

    private Money Sum<T>(List<T?>? rows, Func<T, Money?> amount) where T : class =>
        (rows ?? []).OfType<T>().Aggregate(amounts.Nothing, (sum, row) => sum + (amount(row) ?? amounts.Nothing));

    private Money? LineTotal(LineRow row) => amounts.Of(row.TotalMoney, "line") ?? Line(row, 1).Total;

    private Money? ChargeTotal(ChargeRow row) => amounts.Of(row.TotalMoney, "service charge") ?? amounts.Of(row.AppliedMoney, "service charge");

    // What Square's sum of service charges holds of one: without a tax that comes on top of it. Where that is not told, without any.
    private Money? Applied(ChargeRow row) =>
        amounts.Of(row.AppliedMoney, "service charge") ?? amounts.Of(row.TotalMoney, "service charge") - amounts.OrNothing(row.TotalTaxMoney, "service charge");

    // Those that are spread over lines are within their totals and taxes already.
    private static List<ChargeRow?> ChargesApart(ReturnRow row) => [.. (row.ReturnServiceCharges ?? []).Where(c => c?.OnLines != true)];

    private List<OrderLine> Lines(OrderRow row, List<ReturnRow> returns) =>
    [
        .. (row.LineItems ?? []).OfType<LineRow>().Select(l => Line(l, 1)),
        .. returns.SelectMany(r => (r.ReturnLineItems ?? []).OfType<LineRow>()).Select(l => Line(l, -1)),
    ];

    private OrderLine Line(LineRow row, int sign)
    {
        if (row.Quantity.Bad) throw new SkipRecordException("bad quantity", "A line's quantity is not a number.");
        var quantity = row.Quantity.Value ?? 1;
        var price = amounts.OrNothing(row.BasePriceMoney, "price").Major;
        var total = BeforeTax(row) ?? Money.FromMajor(price * quantity, connection.Currency);
        return new OrderLine(row.CatalogObjectId ?? "", NameOf(row), sign * quantity, price, sign < 0 ? -total : total);
    }

    // What the line comes to before discount and without tax and service. In Europe and Australia the gross amount has the
    // tax within it, elsewhere not (description of gross_sales_money); the line's total has it everywhere.
    private Money? BeforeTax(LineRow row)
    {
        if (amounts.Of(row.TotalMoney, "line") is not { } total)
            return amounts.Of(row.GrossSalesMoney, "line") ?? amounts.Of(row.GrossReturnMoney, "line");
        return total - amounts.OrNothing(row.TotalTaxMoney, "line") - amounts.OrNothing(row.TotalServiceChargeMoney, "line")
            + amounts.OrNothing(row.TotalDiscountMoney, "line");
    }

    // "Regular" is what Square calls a variation that has no name of its own.
    private static string NameOf(LineRow row)
    {
        var (name, variation) = (Words.OrNull(row.Name), Words.OrNull(row.VariationName));
        return name is null || variation is null or "Regular" ? name ?? variation ?? "" : $"{name} - {variation}";
    }

    // An amount that went back without naming goods.
    private Money WithoutLines(List<ReturnRow> returns)
    {
        var sum = amounts.Nothing;
        foreach (var parts in returns.Where(r => r.ReturnLineItems is null or []).Select(r => r.ReturnAmounts).OfType<PartsRow>())
        {
            sum += amounts.OrNothing(parts.TotalMoney, "return") - amounts.OrNothing(parts.TaxMoney, "return") - amounts.OrNothing(parts.TipMoney, "return")
                - amounts.OrNothing(parts.ServiceChargeMoney, "return") + amounts.OrNothing(parts.DiscountMoney, "return");
        }

        return sum;
    }

    // Square's service charge has the tax within it that the tax counts too (description of total_service_charge_money).
    private Money ChargesOwnTax(OrderRow row, List<ReturnRow> returns) =>
        OwnTax(row.ServiceCharges) - OwnTax(returns.SelectMany(r => r.ReturnServiceCharges ?? []));

    private Money OwnTax(IEnumerable<ChargeRow?>? charges)
    {
        var sum = amounts.Nothing;
        foreach (var charge in charges ?? [])
        {
            if (amounts.Of(charge?.AppliedMoney, "service charge") is not { } applied || amounts.Of(charge?.TotalMoney, "service charge") is not { } total) continue;
            sum += applied + amounts.OrNothing(charge?.TotalTaxMoney, "service charge") - total;
        }

        return sum;
    }
}

/// <summary>Maps customers.</summary>
internal static class CustomerMapping
{
    public static Customer Map(CustomerRow row, string id, Dictionary<string, long> points, StoreClock clock) => new()
    {
        Id = id,
        Email = Email.Normalise(row.EmailAddress),
        FirstName = Words.OrNull(row.GivenName),
        LastName = Words.OrNull(row.FamilyName),
        Phone = Words.OrNull(row.PhoneNumber),
        LoyaltyPoints = points.TryGetValue(id, out var balance) ? balance : null,
        CreatedAt = WireTime.Parse(row.CreatedAt, clock),
    };
}

/// <summary>What Square sends of texts.</summary>
internal static class Words
{
    public static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
