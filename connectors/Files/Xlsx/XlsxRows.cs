using System.Globalization;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Sync.ConnectorKit;
using Sync.Connectors.Files.Reading;
using Sync.Connectors.Files.Values;

namespace Sync.Connectors.Files.Xlsx;

/// <summary>The rows of one sheet of a workbook, read as they come and never held together.</summary>
internal sealed class XlsxRows : IRowSource
{
    private readonly Stream file;
    private readonly XlsxLimits limits;
    private readonly XlsxRow row;
    private XlsxBook? book;
    private OpenXmlReader? reader;
    private XlsxCells? cells;
    private int count;

    private XlsxRows(Stream file, XlsxLimits limits) => (this.file, this.limits, row) = (file, limits, new XlsxRow(limits));

    /// <param name="file">The workbook.</param>
    /// <param name="sheet">The sheet's name; null for the first.</param>
    /// <param name="limits">What it may be; null for the usual ones.</param>
    /// <exception cref="FixSettingsException">It is no workbook, is damaged or too large, or has no such sheet.</exception>
    public static XlsxRows Open(Stream file, string? sheet, XlsxLimits? limits = null)
    {
        var rows = new XlsxRows(file, limits ?? XlsxLimits.Usual);
        try
        {
            Guarded(() => rows.Start(sheet));
            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    public string Format => "xlsx";

    public char? Delimiter => null;

    public IReadOnlyList<string> Sheets { get; private set; } = [];

    public IReadOnlyList<string> Headers { get; private set; } = [];

    public long Line { get; private set; }

    public int Width => row.Width;

    public bool From1904 { get; private set; }

    public Rejection? Damage => row.Width > Headers.Count
        ? new Rejection("too many cells", $"The row has {row.Width} cells and the header {Headers.Count}; something stands beside the table.")
        : null;

    public bool Read() => Guarded(Next);

    public ReadOnlySpan<byte> Cell(int column) => row.Cell(column);

    public bool IsTyped(int column) => row.IsTyped(column);

    public void Dispose()
    {
        reader?.Dispose();
        book?.Dispose();
        file.Dispose();
    }

    internal static FixSettingsException Damaged(Exception inner) =>
        WrongFile.File($"The workbook is damaged: {inner.Message} Open it in a spreadsheet and save it again, or save the sheet as CSV.", inner);

    private bool Start(string? sheet)
    {
        book = XlsxBook.Open(file, limits);
        From1904 = book.From1904;
        cells = new XlsxCells(XlsxTexts.Read(book.Workbook, limits), XlsxStyles.Read(book.Workbook), From1904);
        reader = limits.Reader(book.Sheet(sheet));
        Sheets = book.SheetNames(sheet);
        if (!Next()) throw WrongFile.File("The sheet is empty: it has no header row.");
        Headers = [.. Enumerable.Range(0, row.Width).Select(i => Encoding.UTF8.GetString(row.Cell(i)).Trim())];
        return true;
    }

    private bool Next()
    {
        while (reader!.Read())
        {
            if (reader.ElementType != typeof(Row) || !reader.IsStartElement) continue;
            ReadRow(reader);
            if (row.Width > 0) return true;
        }

        return false;
    }

    private void ReadRow(OpenXmlReader from)
    {
        row.Clear();
        var number = from.Attributes.FirstOrDefault(a => a.LocalName == "r").Value;
        var line = double.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var stated) ? stated : Line + 1;
        // A number may come twice: without counting, rows of nothing would go on for as long as the file does.
        if (++count > XlsxLimits.Rows || line > XlsxLimits.Rows)
            throw WrongFile.File($"The workbook has more rows than any sheet has ({XlsxLimits.Rows.ToString("N0", CultureInfo.InvariantCulture)}). Save it as CSV.");
        Line = (long)line;
        var column = -1;
        while (from.Read() && !(from.ElementType == typeof(Row) && from.IsEndElement))
            if (from.ElementType == typeof(Cell) && from.IsStartElement) column = cells!.Read(from, row, column + 1);
    }

    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception wrong) when (wrong is XmlException or OpenXmlPackageException or InvalidDataException or FormatException or IOException
            or ArgumentOutOfRangeException or InvalidOperationException or OverflowException)
        {
            throw Damaged(wrong);
        }
    }
}
