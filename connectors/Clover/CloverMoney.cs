using Sync.Model;

namespace Sync.Connectors.Clover;

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
            Total = stated + Tip - NoSale(lines, stated);
            // Nothing to pay, or paid in a way that left no payment; an unknown state counts nowhere.
            Status = row.PaymentState is "PAID" ? OrderStatus.Completed : OrderStatus.Open;
        }
    }

    public OrderStatus Status { get; }

    public bool Return { get; }

    public long Total { get; private set; }

    public long Tax { get; private set; }

    public long Tip { get; private set; }

    public long? ServiceCharge { get; private set; }

    public long Refunded { get; }

    public string? Cardholder { get; }

    private static bool Went(RefundRow row) => row.Voided != true && (row.Status ?? row.Result) is null or "SUCCESS";

    // No more than was paid: what is paid in parts, or with a discount on the whole order, pays for it first.
    private static long NoSale(LineSums lines, long paid) => Math.Min(lines.NotRevenue, Math.Max(paid, 0));

    private void Take(List<PaymentRow> payments, LineSums lines)
    {
        Tip = payments.Sum(p => Wire.Cents(p.TipAmount, "tip"));
        Tax = payments.Sum(p => Wire.Cents(p.TaxAmount, "tax"));
        var paid = payments.Sum(p => Wire.Cents(p.Amount, "payment"));
        Total = paid + Tip - NoSale(lines, paid);
        var charges = payments.Where(p => p.ServiceCharge?.Amount.Stated == true).ToList();
        if (charges.Count > 0) ServiceCharge = charges.Sum(p => Wire.Cents(p.ServiceCharge!.Amount, "service charge"));
    }
}
