using Sync.Connectors.Files.Mapping;
using Sync.Connectors.Files.Reading;
using Sync.Connectors.Files.Values;
using Sync.Model;

namespace Sync.Connectors.Files.Orders;

/// <summary>Reads one row of an orders file. Says the same of the same row every time, so that reasons need not be kept.</summary>
internal sealed class OrderRowReader(ColumnMap columns, DateReader dates, NumberReader numbers, Currency own)
{
    private readonly bool hasGoods = columns.HasAny(
        FileField.ProductId, FileField.ProductName, FileField.Quantity, FileField.UnitPrice, FileField.LineTotal);
    private readonly bool hasLinePrice = columns.HasAny(FileField.UnitPrice, FileField.LineTotal);
    private readonly bool hasStated = columns.HasAny(
        FileField.OrderTotal, FileField.Subtotal, FileField.Tax, FileField.Discount, FileField.Refunded);

    /// <summary>The order id of a row; empty where it has none.</summary>
    public ReadOnlySpan<byte> IdOf(IRowSource row) => columns.Cell(row, FileField.OrderId);

    /// <summary>Reads a row.</summary>
    /// <returns>Why it cannot be taken; null where it can.</returns>
    public Rejection? Read(IRowSource row, ref OrderRow into)
    {
        into.Id = IdOf(row);
        return row.Damage
            ?? IdText.Check(into.Id, "order id")
            ?? ReadCustomer(row)
            ?? ReadTime(row, ref into)
            ?? ReadWords(row, ref into)
            ?? (hasStated ? ReadStated(row, ref into) : null)
            ?? (hasGoods ? ReadLine(row, ref into) : null);
    }

    private Rejection? ReadCustomer(IRowSource row)
    {
        var id = columns.Cell(row, FileField.CustomerId);
        return id.IsEmpty ? null : IdText.Check(id, "customer id");
    }

    private Rejection? ReadTime(IRowSource row, ref OrderRow into)
    {
        var cell = columns.Cell(row, FileField.CreatedAt);
        return cell.IsEmpty ? null : dates.Read(cell, columns.IsTyped(row, FileField.CreatedAt), columns.Cell(row, FileField.Time), out into.Time);
    }

    private Rejection? ReadWords(IRowSource row, ref OrderRow into)
    {
        var status = columns.Cell(row, FileField.Status);
        if (!status.IsEmpty && (into.Status = Words.Status(status)) is null)
            return new Rejection("unknown status", $"{CellText.Quoted(status)} is not a status; write completed, open, cancelled, refunded or partially refunded.");
        var type = columns.Cell(row, FileField.Type);
        into.Type = type.IsEmpty ? null : Words.Type(type);
        var currency = columns.Cell(row, FileField.Currency);
        if (currency.IsEmpty) return null;
        into.Currency = CurrencyText.Read(currency);
        return into.Currency is not { } stated ? CurrencyText.Unknown(currency) : stated.Equals(own) ? null : CurrencyText.Other(stated, own);
    }

    private Rejection? ReadStated(IRowSource row, ref OrderRow into)
    {
        Rejection? wrong = null;
        into.Stated = new StatedMoney(
            Amount(row, FileField.OrderTotal, "total", ref wrong),
            Amount(row, FileField.Subtotal, "subtotal", ref wrong),
            Amount(row, FileField.Tax, "tax", ref wrong),
            Abs(Amount(row, FileField.Discount, "discount", ref wrong)),
            Abs(Amount(row, FileField.Refunded, "refunded amount", ref wrong)));
        return wrong;

        // Some tills write what lowers a total as a negative amount.
        static decimal? Abs(decimal? amount) => amount is { } known ? Math.Abs(known) : null;
    }

    private Rejection? ReadLine(IRowSource row, ref OrderRow into)
    {
        Rejection? wrong = null;
        var quantity = Amount(row, FileField.Quantity, "quantity", ref wrong);
        var price = Amount(row, FileField.UnitPrice, "price", ref wrong);
        var total = Amount(row, FileField.LineTotal, "line total", ref wrong);
        if (wrong is not null) return wrong;
        var named = !columns.Cell(row, FileField.ProductId).IsEmpty || !columns.Cell(row, FileField.ProductName).IsEmpty;
        if (!named && quantity is null && price is null && total is null) return null;
        if (quantity is null && columns.Has(FileField.Quantity)) return new Rejection("no quantity", "The quantity is empty.");
        if (hasLinePrice && price is null && total is null) return new Rejection("no price", "The row has neither a price nor a line total.");

        into.HasLine = true;
        into.Quantity = quantity ?? 1;
        return Price(ref into, price, total);
    }

    private static Rejection? Price(ref OrderRow into, decimal? price, decimal? total)
    {
        try
        {
            into.LineTotal = total ?? into.Quantity * (price ?? 0);
            into.UnitPrice = price ?? (into.Quantity == 0 ? 0 : decimal.Round(into.LineTotal / into.Quantity, 6));
            return null;
        }
        catch (OverflowException)
        {
            return new Rejection("bad price", "Quantity times price is too large to be money.");
        }
    }

    private decimal? Amount(IRowSource row, FileField field, string what, ref Rejection? wrong)
    {
        var cell = columns.Cell(row, field);
        if (cell.IsEmpty) return null;
        var value = numbers.Read(cell, columns.IsTyped(row, field));
        wrong ??= value is null ? Amounts.Unreadable(what, cell) : CurrencySigns.Other(what, cell, own);
        return value;
    }
}
