using CsvHelper;
using Sync.ConnectorKit;
using Sync.Connectors.Files.Values;

namespace Sync.Connectors.Files.Reading;

/// <summary>The rows of a CSV file, with cells as spans of the read buffer.</summary>
internal sealed class CsvRows : IRowSource
{
    // A cell may hold a long text; a quote that is never closed must not take the whole file for one.
    private const int LongestRow = 16 << 20;

    private const string BadQuotes = "bad quotes";

    private readonly CsvReader reader;
    private readonly Func<bool> next;
    private CsvMalformedReason? malformed;

    private CsvRows(Stream text, char? delimiter)
    {
        reader = CsvReader.Create(text, new CsvReaderOptions
        {
            Separator = delimiter,
            TrackLineNumbers = true,
            MaxRecordSize = LongestRow,
            OnMalformedRecord = record => malformed = record.Reason,
        });
        next = reader.Read;
    }

    /// <exception cref="FixSettingsException">The text has no header line that can be read.</exception>
    public static CsvRows Open(Stream bytes, char? delimiter)
    {
        var rows = new CsvRows(new ReadAheadStream(TextStream.Open(bytes)), delimiter);
        try
        {
            rows.ReadHeader();
            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    public string Format => "csv";

    public char? Delimiter => reader.Separator;

    public IReadOnlyList<string> Sheets => [];

    public IReadOnlyList<string> Headers { get; private set; } = [];

    public long Line => reader.LineNumber;

    public int Width => reader.FieldCount;

    public bool From1904 => false;

    public Rejection? Damage { get; private set; }

    public bool Read()
    {
        malformed = null;
        if (!Guarded(next)) return false;
        Damage = malformed is not null || reader.FieldCount != Headers.Count ? Diagnose() : null;
        return true;
    }

    public ReadOnlySpan<byte> Cell(int column) => reader.GetSpan(column);

    public bool IsTyped(int column) => false;

    public void Dispose() => reader.Dispose();

    private void ReadHeader()
    {
        Headers = Guarded(() => reader.Headers.Select(h => h.Trim()).ToList());
        if (malformed is not null && Diagnose() is { Reason: BadQuotes } wrong) throw WrongFile.File($"The header line is damaged. {wrong.Detail}");
        if (Headers.All(h => h.Length == 0)) throw WrongFile.File("The file is empty: it has no header line.");
    }

    /// <summary>A quote inside a plain cell is text (a 5" nail); text after a closed quote, or a shifted row, is damage.</summary>
    private Rejection? Diagnose()
    {
        if (malformed == CsvMalformedReason.UnterminatedQuote)
            throw WrongFile.File($"A quote is opened in the row of line {Math.Max(Line, 1)} and never closed, so it is not clear where that row ends. Mend or remove that quote.");
        if (malformed == CsvMalformedReason.TextAfterClosingQuote)
            return new Rejection(BadQuotes, "A cell goes on after its closing quote; double the quotes inside a cell.");
        if (reader.FieldCount == Headers.Count + 1 && reader.GetSpan(Headers.Count).IsEmpty) return null; // some programs end each row in the delimiter, but not the header
        if (reader.FieldCount > Headers.Count)
            return new Rejection("too many cells", $"The row has {reader.FieldCount} cells and the header {Headers.Count}; put quotes around a cell that holds the delimiter.");
        return reader.FieldCount < Headers.Count
            ? new Rejection("too few cells", $"The row has {reader.FieldCount} cells and the header {Headers.Count}; it may have been cut short.")
            : null;
    }

    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException wrong)
        {
            throw WrongFile.File($"The file cannot be read as CSV: {wrong.Message} A row may hold {LongestRow >> 20} MiB; perhaps a quote is never closed.", wrong);
        }
    }
}
