using Sync.ConnectorKit;
using Sync.Connectors.Files.Mapping;
using Sync.Connectors.Files.Reading;
using Sync.Connectors.Files.Rejects;
using Sync.Model;

namespace Sync.Connectors.Files.Lists;

/// <summary>A file of customers or products. Where an id stands in several rows, the last of them holds.</summary>
internal sealed class ListFile : IFileTable
{
    private readonly FileOpener opener;
    private readonly List<ListItem> items = [];
    private bool hasRejects;
    private bool dayFirst;
    private long repeated;

    private ListFile(FileOpener opener) => this.opener = opener;

    /// <exception cref="FixSettingsException">The file is wrong as a whole.</exception>
    public static ListFile Read(FileOpener opener, CancellationToken cancellation)
    {
        var file = new ListFile(opener);
        file.Read(cancellation);
        return file;
    }

    public PosStream Stream => opener.Settings.Kind == FileKind.Customers ? PosStream.Customers : PosStream.Products;

    public IReadOnlyCollection<PosStream> Streams => [Stream];

    public IReadOnlyList<string> Warnings => repeated == 0
        ? []
        : [$"{repeated} rows name an id that an earlier row names too; the last row of each id was taken"];

    public IEnumerable<IPosRecord> Records(PosStream stream) => stream == Stream ? items.Select(Finish) : [];

    public IEnumerable<RejectedRow> Rejected()
    {
        if (!hasRejects) yield break;
        using var rows = opener.Rows();
        var reader = Reader(opener.Columns(rows), opener.Dates(rows));
        while (rows.Read())
            if (reader.Read(rows, out _) is { } why) yield return new RejectedRow(rows.Line, why, RowCells.Of(rows));
    }

    private void Read(CancellationToken cancellation)
    {
        using var rows = opener.Rows();
        var dates = opener.Dates(rows);
        var reader = Reader(opener.Columns(rows), dates);
        var places = new Dictionary<string, int>();
        var any = false;
        while (rows.Read())
        {
            any = true;
            cancellation.ThrowIfCancellationRequested();
            if (reader.Read(rows, out var item) is null) Put(places, item);
            else hasRejects = true;
        }

        if (!any) throw WrongFile.NoRows();
        dates.Order.Check();
        dayFirst = dates.Order.DayFirst;
    }

    private void Put(Dictionary<string, int> places, ListItem item)
    {
        if (places.TryAdd(item.Record.Id, items.Count))
        {
            items.Add(item);
            return;
        }

        repeated++;
        items[places[item.Record.Id]] = item;
    }

    private IListRowReader Reader(ColumnMap columns, Values.DateReader dates) => opener.Settings.Kind == FileKind.Customers
        ? new CustomerRowReader(columns, dates, opener.Numbers())
        : new ProductRowReader(columns, opener.Numbers(), opener.Settings.Currency);

    private IPosRecord Finish(ListItem item) => item is { Record: Customer customer, Time.IsNone: false }
        ? customer with { CreatedAt = item.Time.Resolve(opener.Settings.Clock, dayFirst) }
        : item.Record;
}
