using Sync.Connectors.Files.Values;
using Sync.Model;

namespace Sync.Connectors.Files.Orders;

/// <summary>What is wrong with an order whose rows are all fine.</summary>
internal static class OrderCheck
{
    public static Rejection? Whole(OrderEntry order)
    {
        if (order.Time.IsNone) return new Rejection("no date", $"No row of order {order.Id} has a date.");
        if (order.Stated.Total is null && order.LineCount == 0)
            return new Rejection("no total", $"Order {order.Id} has neither a total nor a line.");
        if (order.Status == OrderStatus.PartiallyRefunded && order.Stated.Refunded is null)
            return new Rejection("no refunded amount", $"Order {order.Id} is partially refunded, but the file does not say how much of it.");
        var stated = order.Stated;
        foreach (var amount in (ReadOnlySpan<decimal?>)[stated.Total, stated.Subtotal, stated.Tax, stated.Discount, stated.Refunded])
            if (amount is { } known && Amounts.Minor(known, order.Currency) is null) return Amounts.TooLarge("total");
        return null;
    }
}
