using System.Globalization;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;
using Sync.Model;

namespace Sync.Connectors.Toast;

/// <summary>What one answer of orders holds, for both streams that are made of it.</summary>
/// <param name="Orders">The orders.</param>
/// <param name="Guests">The guests on their checks, each once, as the order that was changed last states them.</param>
/// <param name="Rejected">What is no good order.</param>
/// <param name="Deleted">Ids of orders that Toast says are deleted, or are no sales: training and food waste.</param>
/// <param name="Rows">How many orders the answer held, whatever became of them.</param>
internal sealed record OrderBatch(
    IReadOnlyList<Order> Orders,
    IReadOnlyList<Customer> Guests,
    IReadOnlyList<RejectedRecord> Rejected,
    IReadOnlyList<string> Deleted,
    int Rows)
{
    public static OrderBatch Nothing { get; } = new([], [], [], [], 0);

    /// <summary>Whether it holds the very orders of another one.</summary>
    public bool IsAgain(OrderBatch other) => Rows > 0
        && Orders.Select(o => o.Id).SequenceEqual(other.Orders.Select(o => o.Id)) && Deleted.SequenceEqual(other.Deleted) && Rejected.SequenceEqual(other.Rejected);
}

/// <summary>Maps the orders of one restaurant.</summary>
internal sealed class OrderMapping(Restaurant restaurant, ConnectionContext connection)
{
    private readonly GuestMapping guests = new(connection.Settings.Text(ToastSettings.GuestId) == ToastSettings.ByEmail);

    public OrderBatch Map(OrderRows rows)
    {
        var (orders, rejected, deleted) = (new List<Order>(rows.Orders.Count), new List<RejectedRecord>(rows.Unreadable), new List<string>());
        var people = new Dictionary<string, (Customer Guest, DateTimeOffset At)>();
        foreach (var row in rows.Orders)
        {
            // Marked so only after it was stored, it must leave; one that was never stored has nothing to lose.
            if ((row.Deleted == true || IsNoSale(row)) && row.Guid is { Length: > 0 } gone)
            {
                deleted.Add(gone);
                continue;
            }

            if (IsNoSale(row)) continue; // without an id nothing can be stored of it
            try
            {
                orders.Add(MapOne(row));
                Note(row, people);
            }
            catch (SkipRecordException e)
            {
                rejected.Add(RejectedRecord.Of(Words.OrNull(row.Guid) ?? "?", e));
            }
            catch (OverflowException e)
            {
                rejected.Add(new RejectedRecord(Words.OrNull(row.Guid) ?? "?", "bad total", e.Message));
            }
        }

        return new OrderBatch(orders, [.. people.Values.Select(p => p.Guest)], rejected, deleted, rows.Count);
    }

    // Source: Toast's "Calculating net sales": training and food waste are no sales.
    private static bool IsNoSale(OrderRow row) => row.CreatedInTestMode == true || row.ExcessFood == true;

    private Order MapOne(OrderRow row)
    {
        var id = Words.OrNull(row.Guid) ?? throw new SkipRecordException("no id", "The order has no guid.");
        if (!restaurant.Currency.Equals(connection.Currency))
            throw new SkipRecordException("other currency", $"The restaurant sells in {restaurant.Currency}, this connection is in {connection.Currency}.") { Currency = restaurant.Currency.Code };
        // Opened is when it began at the restaurant; created is when Toast heard of it.
        var made = Time(row.OpenedDate) ?? Time(row.CreatedDate) ?? throw new SkipRecordException("no date", "The order has no openedDate.");

        var status = OrderStatuses.Of(row);
        var sum = new CheckSum(restaurant.Currency, status == OrderStatus.Cancelled);
        foreach (var check in row.Checks ?? []) sum.Add(check);
        var buyer = sum.Buyer;
        return new Order
        {
            Id = id,
            CustomerId = buyer is null ? null : guests.IdOf(buyer),
            BuyerEmail = Email.Normalise(buyer?.Email),
            BuyerName = Words.OrNull($"{buyer?.FirstName} {buyer?.LastName}"),
            BuyerPhone = GuestMapping.Phone(buyer),
            Status = status == OrderStatus.Completed ? sum.AfterRefunds : status,
            Type = OrderTypes.Of(row, Time(row.EstimatedFulfillmentDate)),
            Lines = sum.Lines,
            Subtotal = sum.Subtotal,
            Discount = sum.Discount,
            ServiceCharge = sum.ServiceCharge,
            Tax = sum.Tax,
            Tip = sum.Tip,
            Rounding = sum.Rounding,
            Total = sum.Total,
            Refunded = sum.Refunded,
            LocationId = restaurant.Guid,
            CreatedAt = made,
            TimeZone = restaurant.TimeZone,
            BusinessDate = Words.Day(row.BusinessDate),
        };
    }

    private void Note(OrderRow row, Dictionary<string, (Customer Guest, DateTimeOffset At)> people)
    {
        var modified = Time(row.ModifiedDate);
        var at = modified ?? DateTimeOffset.MinValue;
        foreach (var check in row.Checks ?? [])
        {
            if (check is null or { Deleted: true } || guests.Map(check.Customer) is not { } guest) continue;
            if (!people.TryGetValue(guest.Id, out var earlier) || at >= earlier.At) people[guest.Id] = (guest with { AsOf = modified }, at);
        }
    }

    // Toast writes offsets without a colon, which the kit's parser takes. A date that was never set is the epoch.
    private DateTimeOffset? Time(string? text) =>
        WireTime.Parse(text, connection.StoreClock) is { } time && time > DateTimeOffset.UnixEpoch ? time : null;
}

/// <summary>Adds up the checks of one order.</summary>
/// <param name="currency">What the amounts are in.</param>
/// <param name="voided">True for an order that is void as a whole: then what it would have come to is told, else nothing void counts.</param>
internal sealed class CheckSum(Currency currency, bool voided)
{
    private readonly List<OrderLine> lines = [];
    private bool anyDeferred;

    public IReadOnlyList<OrderLine> Lines => lines;

    public GuestRow? Buyer { get; private set; }

    public Money Subtotal { get; private set; } = Money.Zero(currency);

    public Money Discount { get; private set; } = Money.Zero(currency);

    public Money ServiceCharge { get; private set; } = Money.Zero(currency);

    public Money Rounding { get; private set; } = Money.Zero(currency);

    public Money Tax { get; private set; } = Money.Zero(currency);

    public Money Tip { get; private set; } = Money.Zero(currency);

    public Money Total { get; private set; } = Money.Zero(currency);

    private Money PaidBack { get; set; } = Money.Zero(currency);

    private Money PaidBackDeferred { get; set; } = Money.Zero(currency);

    // A refund of a gift card is among the payments' refunds, while its sale is in no total. Its line says what went back for it;
    // where it does not, no more than the total did.
    public Money Refunded => PaidBack.Minor <= PaidBackDeferred.Minor ? Money.Zero(currency)
        : PaidBack - PaidBackDeferred is var refunded && anyDeferred && refunded.Minor > Total.Minor ? Total : refunded;

    public OrderStatus AfterRefunds => Refunded.Minor <= 0 ? OrderStatus.Completed
        : Refunded.Minor >= Total.Minor ? OrderStatus.Refunded
        : OrderStatus.PartiallyRefunded;

    public void Add(CheckRow? check)
    {
        if (check is null or { Deleted: true } || (check.Voided == true && !voided)) return;
        if (Buyer is null || (Words.OrNull(Buyer.Guid) is null && Words.OrNull(check.Customer?.Guid) is not null)) Buyer = check.Customer ?? Buyer;

        var items = AddSelections(check.Selections);
        var charges = AddCharges(check.AppliedServiceCharges);
        AddPayments(check.Payments);
        Tax += (Stated(check.TaxAmount) ?? items.Tax) - items.DeferredTax;
        Total += TotalOf(check, items, charges) - items.Deferred - items.DeferredTax;
    }

    /// <summary>What the check comes to without tips: Toast's word, else the sum of its parts.</summary>
    private Money TotalOf(CheckRow check, (Money Net, Money Tax, Money Deferred, Money DeferredTax) items, (Money All, Money Gratuity) charges)
    {
        var amount = Stated(check.Amount);
        var total = Stated(check.TotalAmount) ?? (amount ?? items.Net + charges.All) + (Stated(check.TaxAmount) ?? items.Tax);
        // Toast's file says of the amount both that it includes service charges and that it leaves gratuity out. The check's own
        // parts tell: where they add up to the amount only without the gratuity, it comes on top.
        var withoutGratuity = items.Net + charges.All - charges.Gratuity;
        return charges.Gratuity.Minor != 0 && amount == withoutGratuity ? total + charges.Gratuity : total;
    }

    private (Money Net, Money Tax, Money Deferred, Money DeferredTax) AddSelections(List<SelectionRow?>? selections)
    {
        var (net, tax, deferred, deferredTax) = (Money.Zero(currency), Money.Zero(currency), Money.Zero(currency), Money.Zero(currency));
        foreach (var row in selections ?? [])
        {
            if (row is null || (row.Voided == true && !voided)) continue;
            // A selection's price is for its whole quantity and holds its modifiers' already (orders 2.9.0).
            var price = Stated(row.Price) ?? Stated(row.PreDiscountPrice) ?? Money.Zero(currency);
            var gross = Stated(row.PreDiscountPrice) ?? price;
            var itsTax = Stated(row.Tax) ?? Money.Zero(currency);
            net += price;
            tax += itsTax;
            if (IsDeferred(row))
            {
                anyDeferred = true;
                deferred += price;
                deferredTax += itsTax;
                PaidBackDeferred += (Stated(row.RefundDetails?.RefundAmount ?? default) ?? Money.Zero(currency))
                    + (Stated(row.RefundDetails?.TaxRefundAmount ?? default) ?? Money.Zero(currency));
                continue;
            }

            Subtotal += gross;
            Discount += gross - price;
            var sold = Line(row, gross);
            lines.Add(sold);
            if (Returned(sold, row, price) is { } back) lines.Add(back);
        }

        return (net, tax, deferred, deferredTax);
    }

    private (Money All, Money Gratuity) AddCharges(List<ChargeRow?>? rows)
    {
        var (all, gratuity) = (Money.Zero(currency), Money.Zero(currency));
        foreach (var row in rows ?? [])
        {
            if (row is null || Stated(row.ChargeAmount) is not { } charge) continue;
            all += charge;
            if (row.Gratuity == true) gratuity += charge;
            if (row.ServiceChargeCategory == "CASH_ROUNDING") Rounding += charge;
            else ServiceCharge += charge;
        }

        return (all, gratuity);
    }

    private void AddPayments(List<PaymentRow?>? payments)
    {
        foreach (var payment in payments ?? [])
        {
            if (payment is null || (IsVoid(payment) && !voided)) continue;
            var tip = Stated(payment.TipAmount) ?? Money.Zero(currency);
            Tip += tip;
            Total += tip;
            PaidBack += Back(payment, tip);
        }
    }

    // The amounts of a check stay as they were sold; what went back stands at its payments (orders 2.9.0).
    private Money Back(PaymentRow payment, Money tip)
    {
        var (amount, ofTip) = (Stated(payment.Refund?.RefundAmount ?? default), Stated(payment.Refund?.TipRefundAmount ?? default));
        if (amount is not null || ofTip is not null) return (amount ?? Money.Zero(currency)) + (ofTip ?? Money.Zero(currency));
        return payment.RefundStatus == "FULL" ? (Stated(payment.Amount) ?? Money.Zero(currency)) + tip : Money.Zero(currency);
    }

    private static OrderLine Line(SelectionRow row, Money gross)
    {
        var quantity = row.Quantity.Value ?? 1;
        var each = quantity == 0 ? gross.Major : decimal.Round(gross.Major / quantity, 6, MidpointRounding.AwayFromZero);
        return new OrderLine(Words.OrNull(row.Item?.Guid) ?? "", Words.OrNull(row.DisplayName) ?? "", quantity, each, gross);
    }

    // A selection stays as it was sold; what went back for it stands beside it, without tax. Goods came back where all of its price
    // did: less than that may be kindness.
    private OrderLine? Returned(OrderLine sold, SelectionRow row, Money price)
    {
        if (Stated(row.RefundDetails?.RefundAmount ?? default) is not { Minor: > 0 } refunded || price.Minor <= 0) return null;
        return refunded.Minor >= price.Minor
            ? sold with { Quantity = -sold.Quantity, Total = -sold.Total }
            : sold with { Quantity = 0, Total = -Money.FromMajor(sold.Total.Major * refunded.Minor / price.Minor, currency) };
    }

    // Source: Toast's "Calculating net sales": gift cards sold or loaded and house accounts paid off are no revenue.
    private static bool IsDeferred(SelectionRow row) =>
        row.Deferred == true || row.SelectionType is "HOUSE_ACCOUNT_PAY_BALANCE" or "TOAST_CARD_SELL" or "TOAST_CARD_RELOAD";

    private static bool IsVoid(PaymentRow row) => row.VoidInfo is not null
        || row.PaymentStatus is "VOIDED" or "VOIDED_AT_RISK" or "PROCESSING_VOID" or "CANCELLED" or "DENIED" or "ERROR" or "ERROR_NETWORK";

    private Money? Stated(WireNumber number) => number.Bad
        ? throw new SkipRecordException("bad total", "An amount is not a number.")
        : number.Value is { } amount ? Money.FromMajor(amount, currency) : null;
}

/// <summary>What became of an order: Toast states it for its checks only.</summary>
internal static class OrderStatuses
{
    public static OrderStatus Of(OrderRow row)
    {
        var checks = (row.Checks ?? []).OfType<CheckRow>().ToList();
        var live = checks.Where(c => c is { Voided: not true, Deleted: not true }).ToList();
        if (row.Voided == true || row.ApprovalStatus == "NOT_APPROVED" || (checks.Count > 0 && live.Count == 0)) return OrderStatus.Cancelled;
        var taken = row.ApprovalStatus is null or "" or "APPROVED";
        return taken && live.Count > 0 && live.TrueForAll(IsPaid) ? OrderStatus.Completed : OrderStatus.Open;
    }

    // PAID: the tip may still change, and the order comes again when it does.
    private static bool IsPaid(CheckRow check) =>
        check.PaymentStatus is "PAID" or "CLOSED" || (Words.OrNull(check.PaymentStatus) is null && Words.OrNull(check.ClosedDate) is not null);
}
