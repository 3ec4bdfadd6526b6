using System.Text;
using Sync.ConnectorKit;
using Sync.Connectors.Files.Reading;
using Sync.Connectors.Files.Values;

namespace Sync.Connectors.Files.Rejects;

/// <summary>The rows of a file of rejected rows that was made safe for spreadsheets, with the cells as they were before that.</summary>
internal sealed class MendedRows : IRowSource
{
    private readonly IRowSource rows;

    private MendedRows(IRowSource rows) => (this.rows, Headers) = (rows, [.. rows.Headers.Select(SpreadsheetText.Undone)]);

    public string Format => rows.Format;

    public char? Delimiter => rows.Delimiter;

    public IReadOnlyList<string> Sheets => rows.Sheets;

    public IReadOnlyList<string> Headers { get; }

    public long Line => rows.Line;

    public int Width => rows.Width;

    public bool From1904 => rows.From1904;

    public Rejection? Damage => rows.Damage;

    /// <summary>The same rows, mended where they are of such a file.</summary>
    public static IRowSource Of(IRowSource rows) => RejectsFile.IsNeutral(rows.Headers) ? new MendedRows(rows) : rows;

    /// <inheritdoc />
    /// <exception cref="FixSettingsException">The file is wrong as a whole.</exception>
    public bool Read() => rows.Read();

    public ReadOnlySpan<byte> Cell(int column)
    {
        var cell = rows.Cell(column);
        if (!cell.Contains((byte)'\'')) return cell;
        var text = Encoding.UTF8.GetString(cell);
        var undone = SpreadsheetText.Undone(text);
        return undone == text ? cell : Encoding.UTF8.GetBytes(undone);
    }

    public bool IsTyped(int column) => rows.IsTyped(column);

    public void Dispose() => rows.Dispose();
}
