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
        return IsOfEachLine(table, order, stated)
            ? new Rejection("total of the order or of the line", $"Each row of order {table.IdOf(number)} states the total of its own line, and the lines together come to more. If that column is the total of the line, map it to lineTotal in a mapping file; if it is the order's, state the discount that makes the difference.")
            : null;
    }

    // Three cups at 3.00 and a total of 3.00 on each row: the order's total, or the line's? Nobody can tell.
    private static bool IsOfEachLine(OrderTable table, in OrderEntry order, in StatedMoney stated)
    {
        if (order.LineCount < 2 || stated.Total is not { } major || Amounts.Minor(major, table.CurrencyOf(order)) is not { } total || total == 0) return false;
        var (discount, tax) = (stated.Discount is null ? 0 : Amounts.Minor(stated.Discount.Value, table.CurrencyOf(order)) ?? 0, stated.Tax is null ? 0 : Amounts.Minor(stated.Tax.Value, table.CurrencyOf(order)) ?? 0);
        if (order.LinesMinor - Math.Abs(discount) + tax == total) return false;
        for (int i = 0, at = order.FirstLine; i < order.LineCount; i++)
            if (table.LineAt(at, out at).TotalMinor != total) return false;
        return true;
    }
}
