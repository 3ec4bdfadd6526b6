using System.Globalization;
using Sync.Model;

namespace Sync.Engine.Streams;

/// <summary>
/// Amounts and quantities that nobody has sold, such as a bar code that was scanned into a price. A few of them are more than a sum can hold, and
/// what cannot be added up would keep all else from being stored.
/// </summary>
internal static class OrderAmounts
{
    /// <summary>The largest amount, in major units, and the largest quantity, of either sign.</summary>
    public const decimal Largest = 1_000_000_000_000m;

    /// <summary>Why the order cannot be stored; null where it can.</summary>
    public static string? WhyNot(Order order)
    {
        if (IsBeyond(order.Total) || IsBeyond(order.Refunded)) return Reason(IsBeyond(order.Total) ? order.Total : order.Refunded);
        foreach (var line in order.Lines)
        {
            if (IsBeyond(line.Total)) return Reason(line.Total);
            if (Math.Abs(line.Quantity) > Largest) return Reason("quantity", line.Quantity);
            if (Math.Abs(line.UnitPrice) > Largest) return Reason("price", line.UnitPrice);
        }

        return null;
    }

    private static bool IsBeyond(Money amount) => Math.Abs(amount.Major) > Largest;

    private static string Reason(Money amount) => $"Its amount of {amount} is more than any sale: correct it at the POS.";

    private static string Reason(string what, decimal number) =>
        string.Create(CultureInfo.InvariantCulture, $"Its {what} of {number} is more than any sale: correct it at the POS.");
}
