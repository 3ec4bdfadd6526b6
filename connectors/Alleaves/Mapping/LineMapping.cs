using Sync.Connectors.Alleaves.Wire;
using Sync.Model;

namespace Sync.Connectors.Alleaves.Mapping;

/// <summary>Maps the lines of an order.</summary>
internal static class LineMapping
{
    private const string CategoryPrefix = "Category > ";

    /// <summary>The lines that can be read; <paramref name="whole"/> is false where one is missing, so that they add up to nothing certain.</summary>
    /// <exception cref="OverflowException">A line comes to more than any amount.</exception>
    public static IReadOnlyList<OrderLine> Map(List<LineRow?>? rows, Currency currency, Warnings warnings, out bool whole)
    {
        whole = true;
        if (rows is null or []) return [];
        var lines = new List<OrderLine>(rows.Count);
        foreach (var row in rows)
        {
            if (row is null) continue;
            if (row.Quantity.Bad || row.Price.Bad)
            {
                whole = false;
                warnings.Add("order line left out: its quantity or price is not a number");
            }
            else
            {
                lines.Add(Map(row, currency));
            }
        }

        return lines;
    }

    /// <summary>A category without the words that the live service puts in front.</summary>
    public static string? Category(string? text)
    {
        if (Text.OrNull(text) is not { } category) return null;
        return Text.OrNull(category.StartsWith(CategoryPrefix, StringComparison.OrdinalIgnoreCase) ? category[CategoryPrefix.Length..] : category);
    }

    private static OrderLine Map(LineRow row, Currency currency)
    {
        var (quantity, price) = (row.Quantity.Value ?? 1, row.Price.Value ?? 0);
        return new OrderLine(
            Text.OrNull(row.IdItem) ?? Text.OrNull(row.IdProduct) ?? "",
            Text.OrNull(row.Item) ?? Text.OrNull(row.Name) ?? "",
            quantity,
            price,
            Money.FromMajor(quantity * price, currency),
            Category(row.Category));
    }
}
