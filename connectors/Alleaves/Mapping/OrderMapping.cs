using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;
using Sync.Connectors.Alleaves.Wire;
using Sync.Model;

namespace Sync.Connectors.Alleaves.Mapping;

/// <summary>Maps orders of either profile.</summary>
internal sealed class OrderMapping(StoreClock clock, Currency currency, string? location, Warnings warnings, Statuses? statuses = null)
{
    /// <exception cref="SkipRecordException">It has no date or its total is no amount.</exception>
    public Order Map(OrderRow row, string id)
    {
        var lines = LineMapping.Map(row.Items, currency, warnings, out var whole);
        var sum = Sum(lines);
        var total = Amounts.Stated(row.Total.Or(row.Amount), currency, "total")
            ?? (whole ? sum : throw new SkipRecordException("bad total", "It states no total, and not all of its lines can be read."));
        var (status, refunded) = Settle(row, total);
        var (subtotal, tax) = (Beside(row.Subtotal, "subtotal"), Beside(row.Tax, "tax"));
        return new Order
        {
            Id = id,
            CustomerId = Buyer.CustomerId(row.IdCustomer),
            BuyerEmail = Email.Normalise(row.Customer?.Email) ?? Email.Normalise(row.Email),
            BuyerUserId = PosUserId.Normalise(row.Customer?.UserId) ?? PosUserId.Normalise(row.UserId),
            BuyerName = Buyer.Name(row.NameFirst, row.NameLast),
            BuyerPhone = Text.OrNull(row.Phone),
            Status = status,
            Type = OrderTypes.Of(row, warnings),
            Lines = lines,
            Subtotal = subtotal ?? sum,
            Tax = tax ?? Money.Zero(currency),
            Discount = Beside(row.Discount, "discount") ?? Money.Zero(currency),
            Total = total,
            StatesParts = subtotal is not null || tax is not null, // the reference states neither, though its totals hold a tax
            Refunded = refunded,
            LocationId = Text.OrNull(row.IdLocation) ?? location,
            CreatedAt = CreatedAt(row),
        };
    }

    private (OrderStatus Status, Money Refunded) Settle(OrderRow row, Money total)
    {
        var status = (statuses ?? Statuses.Usual).Of(row, warnings);
        var stated = Refund(row.Refunded);
        // A negative total is itself the money that went back: nothing of it was refunded once more.
        if (total.Minor < 0) return (status is OrderStatus.Refunded or OrderStatus.PartiallyRefunded ? OrderStatus.Completed : status, Money.Zero(currency));
        if (status == OrderStatus.Refunded && stated is null) return (status, total);
        if (status == OrderStatus.PartiallyRefunded && stated is null) warnings.Add("partially refunded order without an amount");
        return (status, stated ?? Money.Zero(currency));
    }

    private DateTimeOffset CreatedAt(OrderRow row)
    {
        var text = Text.OrNull(row.CreatedAt) ?? Text.OrNull(row.DateCreated)
            ?? throw new SkipRecordException("no date", "It does not say when it was made.");
        return WireTime.Parse(text, clock) ?? throw new SkipRecordException("bad date", "Its date is not a time.");
    }

    private Money? Beside(WireNumber number, string what) => Amounts.Beside(number, currency, what, warnings);

    // The field is a guess (UNVERIFIED): a yes or no in its place says nothing, and a sign only tells the direction.
    private Money? Refund(WireNumber number) =>
        number.Value is { } amount && amount != 0 ? Amounts.Of(Math.Abs(amount), currency, "refund") : null;

    private Money Sum(IReadOnlyList<OrderLine> lines)
    {
        var sum = Money.Zero(currency);
        foreach (var line in lines) sum += line.Total;
        return sum;
    }
}
