using Sync.ConnectorKit;
using Sync.Connectors.Files.Mapping;
using Sync.Connectors.Files.Rejects;
using Sync.Model;

namespace Sync.Connectors.Files.Orders;

/// <summary>A file of orders: yields orders, and the customers they name.</summary>
internal sealed class OrderFile : IFileTable
{
    private readonly FileOpener opener;
    private readonly OrderTable table;

    private static readonly FileField[] Naming = [FileField.CustomerId, FileField.UserId, FileField.Email];

    private OrderFile(FileOpener opener, OrderTable table, bool namesBuyers)
    {
        (this.opener, this.table) = (opener, table);
        // Without such a column the file says of nobody that they bought nothing.
        Streams = namesBuyers ? [PosStream.Customers, PosStream.Orders] : [PosStream.Orders];
    }

    /// <exception cref="FixSettingsException">The file is wrong as a whole.</exception>
    public static OrderFile Read(FileOpener opener, CancellationToken cancellation)
    {
        using var rows = opener.Rows();
        var columns = opener.Columns(rows);
        var dates = opener.Dates(rows);
        var reader = new OrderRowReader(columns, dates, opener.Numbers(), opener.Settings.Currency);
        var table = new OrderGatherer(columns, reader, opener.Settings.Currency).Gather(rows, cancellation);
        dates.Order.Check();
        table.DayFirst = dates.Order.DayFirst;
        return new OrderFile(opener, table, Naming.Any(columns.Has));
    }

    public PosStream Stream => PosStream.Orders;

    public IReadOnlyCollection<PosStream> Streams { get; }

    public IReadOnlyList<string> Warnings => [];

    public IEnumerable<IPosRecord> Records(PosStream stream) => stream switch
    {
        PosStream.Orders => new OrderBuilder(table, opener.Settings.Clock).Build(),
        PosStream.Customers => OrderCustomers.Build(table),
        _ => [],
    };

    public IEnumerable<RejectedRow> Rejected()
    {
        if (!table.HasRejects) yield break;
        using var rows = opener.Rows();
        var reader = new OrderRowReader(opener.Columns(rows), opener.Dates(rows), opener.Numbers(), opener.Settings.Currency);
        while (rows.Read())
            if (OrderRejects.Why(reader, rows, table) is { } why) yield return new RejectedRow(rows.Line, why, RowCells.Of(rows));
    }
}
