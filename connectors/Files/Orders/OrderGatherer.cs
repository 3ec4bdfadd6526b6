using Sync.Connectors.Files.Mapping;
using Sync.Connectors.Files.Reading;
using Sync.Connectors.Files.Values;
using Sync.Model;

namespace Sync.Connectors.Files.Orders;

/// <summary>
/// Puts the rows of a file together to orders. An order goes in whole or not at all: one row that cannot be read, or that
/// contradicts another, spoils it, since an order less one line would be wrong money that looks right.
/// </summary>
internal sealed class OrderGatherer(ColumnMap columns, OrderRowReader reader, Currency currency)
{
    private readonly OrderTable table = new();
    private readonly ProductTexts products = new();
    private readonly (FileField Field, string What)[] mustAgree =
        [.. new[] { (FileField.CustomerId, "customer id"), (FileField.LocationId, "location") }.Where(f => columns.Has(f.Item1))];
    private readonly FileField[] buyer =
        [.. new[] { FileField.UserId, FileField.Email, FileField.FirstName, FileField.LastName, FileField.Name, FileField.Phone }.Where(columns.Has)];

    /// <summary>Reads the whole file.</summary>
    public OrderTable Gather(IRowSource rows, CancellationToken cancellation)
    {
        for (var count = 1; rows.Read(); count++)
        {
            if ((count & 0xFFF) == 0) cancellation.ThrowIfCancellationRequested();
            Take(rows);
        }

        foreach (var order in table.Orders) Finish(order);
        return table;
    }

    private void Take(IRowSource row)
    {
        var read = default(OrderRow);
        var wrong = reader.Read(row, ref read);
        if (wrong is null)
        {
            var order = table.Find(read.Id) ?? table.Add(read.Id, read.Currency ?? currency);
            wrong = TakeInto(order, row, read);
            if (wrong is not null) Spoil(order, new Spoilt(row.Line, wrong, OfRow: false));
            return;
        }

        table.HasRejects = true;
        if (IdText.Check(read.Id, "order id") is null)
            Spoil(table.Find(read.Id) ?? table.Add(read.Id, currency), new Spoilt(row.Line, wrong, OfRow: true));
    }

    private void Spoil(OrderEntry order, Spoilt why)
    {
        table.HasRejects = true;
        order.Spoilt ??= why;
    }

    private Rejection? TakeInto(OrderEntry order, IRowSource row, in OrderRow read)
    {
        if (order.Time.IsNone) order.Time = read.Time;
        TakeBuyer(order, row);
        return Agree(order, row, read) ?? (read.HasLine ? TakeLine(order, row, read) : null);
    }

    private Rejection? Agree(OrderEntry order, IRowSource row, in OrderRow read)
    {
        foreach (var (field, what) in mustAgree)
        {
            var cell = columns.Cell(row, field);
            if (cell.IsEmpty) continue;
            ref var known = ref (field == FileField.CustomerId ? ref order.CustomerId : ref order.Location);
            var mine = table.Texts.Add(cell, known);
            if (known != TextPool.None && known != mine) return Disagree(what, order);
            known = mine;
        }

        string? conflict = null;
        if (!read.Stated.IsNone) order.Stated = order.Stated.With(read.Stated, ref conflict);
        if (read.Currency is { } stated && !stated.Equals(order.Currency)) conflict ??= "currency";
        if (read.Status is not null && order.Status is not null && read.Status != order.Status) conflict ??= "status";
        order.Status ??= read.Status;
        order.Type ??= read.Type;
        return conflict is null ? null : Disagree(conflict, order);
    }

    private static Rejection Disagree(string what, OrderEntry order) => new(
        $"rows disagree on the {what}",
        $"The rows of order {order.Id} name more than one {what}. Mend the file"
        + (what == "total" ? ", or if that column is the total of the line, map it to lineTotal in a mapping file." : "."));

    private void TakeBuyer(OrderEntry order, IRowSource row)
    {
        foreach (var field in buyer)
        {
            ref var known = ref order.Email;
            switch (field)
            {
                case FileField.UserId: known = ref order.UserId; break;
                case FileField.FirstName: known = ref order.FirstName; break;
                case FileField.LastName: known = ref order.LastName; break;
                case FileField.Name: known = ref order.Name; break;
                case FileField.Phone: known = ref order.Phone; break;
            }

            if (known == TextPool.None) known = table.Texts.Add(columns.Cell(row, field));
        }
    }

    private Rejection? TakeLine(OrderEntry order, IRowSource row, in OrderRow read)
    {
        if (Amounts.Minor(read.LineTotal, order.Currency) is not { } minor || !Amounts.HasRoom(order.LinesMinor))
            return Amounts.TooLarge("line total");
        order.LinesMinor += minor;
        var product = table.Texts.Add(columns.Cell(row, FileField.ProductId));
        ref var likely = ref products.Of(product);
        likely.Name = table.Texts.Add(columns.Cell(row, FileField.ProductName), likely.Name);
        likely.Category = table.Texts.Add(columns.Cell(row, FileField.Category), likely.Category);
        table.AddLine(order, new LineRow
        {
            Next = -1,
            ProductId = product,
            Name = likely.Name,
            Category = likely.Category,
            Quantity = read.Quantity,
            UnitPrice = read.UnitPrice,
            TotalMinor = minor,
        });
        return null;
    }

    /// <summary>What only all rows together can tell.</summary>
    private void Finish(OrderEntry order)
    {
        if (order.Spoilt is not null) return;
        var wrong = OrderCheck.Whole(order);
        if (wrong is not null) Spoil(order, new Spoilt(0, wrong, OfRow: false));
    }
}
