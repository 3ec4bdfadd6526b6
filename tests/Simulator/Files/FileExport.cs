using System.Globalization;
using System.Text;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Files;

/// <summary>What a file is written as.</summary>
public enum FileForm
{
    /// <summary>Commas between, quotes where needed, UTF-8.</summary>
    Csv,

    /// <summary>A workbook of one sheet.</summary>
    Xlsx,
}

/// <summary>
/// A POS whose only way out is a file for each kind of record, written anew each time one is asked for. It holds what is there
/// at that time: what was deleted is not in it. One row is a line of an order, a customer, a product.
/// </summary>
public sealed class FileExport : ITruthSource
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sync-export-");
    private readonly FileForm form;
    private int written;

    /// <summary>Exports of a truth.</summary>
    public FileExport(PosTruth truth, FileForm form) => (Truth, this.form) = (truth, form);

    /// <inheritdoc />
    public string ConnectorId => "files";

    /// <inheritdoc />
    public PosTruth Truth { get; }

    /// <inheritdoc />
    public Telling Telling { get; } = new() { Skus = false, Barcodes = false, TimeZone = (_, _) => null };

    /// <summary>Makes a truth such as a file of the usual columns can tell it; call it again after changes.</summary>
    public static void Shape(PosTruth truth)
    {
        TruthShapes.WithoutVariants(truth);
        TruthShapes.WithExtrasAsLines(truth, taxAndDiscount: false);
    }

    /// <summary>Writes the file and says where it is.</summary>
    public IReadOnlyDictionary<string, string> SettingsFor(string records)
    {
        var path = Path.Combine(folder.FullName, $"{records}-{written++.ToString(CultureInfo.InvariantCulture)}");
        var rows = Rows(records);
        File.WriteAllBytes(path, form == FileForm.Csv ? Encoding.UTF8.GetBytes(string.Concat(rows.Select(CsvRow))) : XlsxSheet.Write(rows));
        return new Dictionary<string, string> { ["file"] = path, ["as"] = records };
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private IEnumerable<string?[]> Rows(string records) => records switch
    {
        "customers" => Customers(),
        "orders" => Orders(),
        _ => Products(),
    };

    private IEnumerable<string?[]> Customers()
    {
        yield return ["Customer ID", "Email", "First name", "Last name", "Phone", "Created at", "Remarks"];
        foreach (var c in Truth.Customers.Snapshot().Where(c => !c.Deleted))
            yield return [c.Id, c.Email, c.FirstName, c.LastName, c.Phone, Time(c.CreatedAt), c.Note];
    }

    private IEnumerable<string?[]> Orders()
    {
        yield return ["Order ID", "Created at", "Status", "Order type", "Location ID", "Customer ID", "Product ID", "Product name", "Quantity", "Unit price", "Line total", "Subtotal", "Tax", "Discount", "Order total", "Refunded", "Currency"];
        foreach (var o in Truth.Orders.Snapshot().Where(o => !o.Deleted))
            foreach (var l in o.Lines)
                yield return
                [
                    o.Id, Time(o.CreatedAt), o.Status.ToString(), o.Type.ToString(), o.LocationId, o.CustomerId, l.ProductId, l.Name, l.Quantity.ToString(CultureInfo.InvariantCulture),
                    Amount(l.UnitPrice), Amount(l.Total), Amount(o.Subtotal), Amount(o.Tax), Amount(o.Discount), Amount(o.Total), o.Refunded == 0 ? null : Amount(o.Refunded), Truth.Currency,
                ];
    }

    private IEnumerable<string?[]> Products()
    {
        var stock = Truth.Levels.Snapshot().ToLookup(l => l.ProductId, l => l.Quantity);
        yield return ["Product ID", "Product name", "Category", "Price", "Active", "Quantity", "Currency"];
        foreach (var p in Truth.Products.Snapshot().Where(p => !p.Deleted))
            yield return [p.Id, p.Name, p.Category, Amount(p.Price), p.Archived ? "no" : "yes", stock[p.Id].Sum().ToString(CultureInfo.InvariantCulture), Truth.Currency];
    }

    private string Amount(long minor) => TruthMoney.Text(minor, Truth.Currency);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string CsvRow(string?[] cells) => string.Join(',', cells.Select(CsvCell)) + "\r\n";

    private static string CsvCell(string? text) =>
        text is not null && text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text ?? "";
}
