using Sync.Connectors.Files.Values;
using Sync.Model;

namespace Sync.Connectors.Files.Orders;

/// <summary>What is wrong with an order whose rows are all fine.</summary>
internal static class OrderCheck
{
    public static Rejection? Whole(OrderTable table, int number)
    {
        ref readonly var order = ref table[number];
        var stated = table.StatedOf(order);
        if (order.Time.IsNone) return new Rejection("no date", $"No row of order {table.IdOf(number)} has a date.");
        if (stated.Total is null && order.LineCount == 0)
            return new Rejection("no total", $"Order {table.IdOf(number)} has neither a total nor a line.");
        if (order.Status == OrderStatus.PartiallyRefunded && stated.Refunded is null)
            return new Rejection("no refunded amount", $"Order {table.IdOf(number)} is partially refunded, but the file does not say how much of it.");
        foreach (var amount in (ReadOnlySpan<decimal?>)[stated.Total, stated.Subtotal, stated.Tax, stated.Discount, stated.Refunded])
            if (amount is { } known && Amounts.Minor(known, table.CurrencyOf(order)) is null) return Amounts.TooLarge("total");
        return null;
    }
}
