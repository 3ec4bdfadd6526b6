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
    private readonly OrderTable table = new() { NamesInTwo = columns.Has(FileField.FirstName) && columns.Has(FileField.LastName) };
    private readonly (FileField Field, string What)[] mustAgree =
        [.. new[] { (FileField.CustomerId, "customer id"), (FileField.LocationId, "location") }.Where(f => columns.Has(f.Item1))];
    private readonly FileField[] buyer =
        [.. new[] { FileField.UserId, FileField.Email, FileField.FirstName, FileField.LastName, FileField.Name, FileField.Phone }.Where(columns.Has)];

    /// <summary>Reads the whole file.</summary>
    /// <exception cref="ConnectorKit.FixSettingsException">It has no rows.</exception>
    public OrderTable Gather(IRowSource rows, CancellationToken cancellation)
    {
        var count = 0L;
        for (; rows.Read(); count++)
        {
            if ((count & 0xFFF) == 0xFFF) cancellation.ThrowIfCancellationRequested();
            Take(rows);
        }

        if (count == 0) throw WrongFile.NoRows();

        for (var order = 0; order < table.Count; order++) Finish(order);
        return table;
    }

    private void Take(IRowSource row)
    {
        var read = default(OrderRow);
        var wrong = reader.Read(row, ref read);
        if (wrong is null)
        {
            var order = table.FindOrAdd(read.Id, read.Currency ?? currency);
            wrong = TakeInto(order, row, read);
            if (wrong is not null) table.Spoil(order, new Spoilt(row.Line, wrong, OfRow: false));
            return;
        }

        table.HasRejects = true;
        if (IdText.Check(read.Id, "order id") is null)
            table.Spoil(table.FindOrAdd(read.Id, currency), new Spoilt(row.Line, wrong, OfRow: true));
    }

    private Rejection? TakeInto(int number, IRowSource row, in OrderRow read)
    {
        ref var order = ref table[number];
        if (order.Time.IsNone) order.Time = read.Time;
        if (buyer.Length > 0) TakeBuyer(number, row);
        var conflict = Agree(ref order, row, read);
        if (conflict is not null) return Disagree(conflict, number);
        return read.HasLine ? TakeLine(ref order, row, read) : null;
    }

    /// <summary>Takes what all rows of an order must say alike; returns in what they do not.</summary>
    private string? Agree(ref OrderEntry order, IRowSource row, in OrderRow read)
    {
        foreach (var (field, what) in mustAgree)
        {
            var cell = columns.Cell(row, field);
            if (cell.IsEmpty) continue;
            ref var known = ref (field == FileField.CustomerId ? ref order.CustomerId : ref order.Location);
            var mine = table.Texts.Add(cell, known);
            if (known != TextPool.None && known != mine) return what;
            known = mine;
        }

        string? conflict = null;
        if (!read.Stated.IsNone) TakeStated(ref order, read.Stated, ref conflict);
        if (read.Status is not null && order.Status is not null && read.Status != order.Status) conflict ??= "status";
        order.Status ??= read.Status;
        order.Type ??= read.Type;
        return conflict;
    }

    private void TakeStated(ref OrderEntry order, in StatedMoney stated, ref string? conflict)
    {
        var known = table.StatedOf(order);
        var both = known.With(stated, ref conflict);
        if (both != known) table.SetStated(ref order, both);
    }

    private Rejection Disagree(string what, int order) => new(
        $"rows disagree on the {what}",
        $"The rows of order {table.IdOf(order)} name more than one {what}. Mend the file"
        + (what == "total" ? ", or if that column is the total of the line, map it to lineTotal in a mapping file." : "."));

    private void TakeBuyer(int order, IRowSource row)
    {
        var said = new Buyer();
        var before = table.Statements.Last;
        foreach (var field in buyer)
        {
            var cell = columns.Cell(row, field);
            switch (field)
            {
                case FileField.UserId: said.UserId = table.Texts.Add(cell, before.UserId); break;
                case FileField.FirstName: said.FirstName = table.Texts.Add(cell, before.FirstName); break;
                case FileField.LastName: said.LastName = table.Texts.Add(cell, before.LastName); break;
                case FileField.Name: said.Name = table.Texts.Add(cell, before.Name); break;
                case FileField.Phone: said.Phone = table.Texts.Add(cell, before.Phone); break;
                default: said.Email = table.Texts.Add(cell, before.Email); break;
            }
        }

        table.AddBuyer(order, said);
    }

    private Rejection? TakeLine(ref OrderEntry order, IRowSource row, in OrderRow read)
    {
        if (Amounts.Minor(read.LineTotal, table.CurrencyOf(order)) is not { } minor || !Amounts.HasRoom(order.LinesMinor))
            return Amounts.TooLarge("line total");
        order.LinesMinor += minor;
        var product = table.Texts.Add(columns.Cell(row, FileField.ProductId));
        var goods = table.Goods.Of(product, table.Texts, columns.Cell(row, FileField.ProductName), columns.Cell(row, FileField.Category));
        table.AddLine(ref order, new LineRow(goods, read.Quantity, read.UnitPrice, minor));
        return null;
    }

    /// <summary>What only all rows together can tell.</summary>
    private void Finish(int order)
    {
        if (table.SpoiltOf(order) is not null) return;
        var wrong = OrderCheck.Whole(table, order);
        if (wrong is not null) table.Spoil(order, new Spoilt(0, wrong, OfRow: false));
    }
}
