using Sync.ConnectorKit;
using Sync.Connectors.Files.Mapping;
using Sync.Connectors.Files.Reading;
using Sync.Connectors.Files.Values;
using Sync.Model;

namespace Sync.Connectors.Files.Lists;

/// <summary>Reads customers.</summary>
internal sealed class CustomerRowReader(ColumnMap columns, DateReader dates, NumberReader numbers) : IListRowReader
{
    private readonly RowCellReader cells = new(columns, numbers);

    // Where a column is missing, its absence in every record means "not said", not "none".
    private readonly bool partial = !(columns.Has(FileField.Email) && columns.Has(FileField.Phone)
        && (columns.Has(FileField.Name) || (columns.Has(FileField.FirstName) && columns.Has(FileField.LastName))));

    private readonly bool namesInTwo = columns.Has(FileField.FirstName) && columns.Has(FileField.LastName);

    public PosStream Stream => PosStream.Customers;

    public Rejection? Read(IRowSource row, out ListItem item)
    {
        cells.Begin(row);
        var time = Time();
        var (first, last) = PersonName.Of(cells.Text(FileField.FirstName), cells.Text(FileField.LastName), cells.Text(FileField.Name), namesInTwo);
        item = new ListItem(
            new Customer
            {
                Id = cells.Id(FileField.CustomerId, "customer id"),
                Email = Email.Normalise(cells.Text(FileField.Email)),
                UserId = PosUserId.Normalise(cells.Text(FileField.UserId)),
                FirstName = first,
                LastName = last,
                Phone = cells.Text(FileField.Phone),
                LoyaltyPoints = Points(),
                Partial = partial,
            },
            time);
        return cells.Wrong;
    }

    private long? Points()
    {
        if (cells.Number(FileField.LoyaltyPoints, "loyalty points") is not { } points) return null;
        if (Math.Abs(points) < 1_000_000_000_000m) return (long)decimal.Floor(points);
        cells.Wrong ??= Amounts.TooLarge("loyalty points");
        return null;
    }

    private FileTime Time()
    {
        var cell = cells.Cell(FileField.CreatedAt);
        var time = cell.IsEmpty ? default : dates.Read(cell, cells.IsTyped(FileField.CreatedAt));
        if (!cell.IsEmpty && time.IsNone) cells.Wrong ??= DateReader.NotADate(cell);
        return time;
    }
}
