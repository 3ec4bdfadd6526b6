using Sync.ConnectorKit;
using Sync.Connectors.Alleaves.Wire;
using Sync.Model;

namespace Sync.Connectors.Alleaves.Mapping;

/// <summary>Maps the lines of an order.</summary>
internal static class LineMapping
{
    private const string CategoryPrefix = "Category > ";

    /// <exception cref="SkipRecordException">A quantity or price is no number, so that no sum can be trusted.</exception>
    /// <exception cref="OverflowException">A line comes to more than any amount.</exception>
    public static IReadOnlyList<OrderLine> Map(List<LineRow?>? rows, Currency currency)
    {
        if (rows is null or []) return [];
        var lines = new List<OrderLine>(rows.Count);
        foreach (var row in rows)
            if (row is not null) lines.Add(Map(row, currency));
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
        if (row.Quantity.Bad || row.Price.Bad) throw new SkipRecordException("bad line", "A line's quantity or price is not a number.");
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
