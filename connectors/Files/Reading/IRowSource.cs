using Sync.ConnectorKit;

namespace Sync.Connectors.Files.Reading;

/// <summary>The rows of a table, one after the other.</summary>
internal interface IRowSource : IDisposable
{
    /// <summary><c>csv</c> or <c>xlsx</c>.</summary>
    string Format { get; }

    /// <summary>What separates the cells; null where nothing does.</summary>
    char? Delimiter { get; }

    /// <summary>The sheets of a workbook, the one that is read first; none where there are no sheets.</summary>
    IReadOnlyList<string> Sheets { get; }

    /// <summary>The headers, without surrounding blanks.</summary>
    IReadOnlyList<string> Headers { get; }

    /// <summary>The line of the file, or the row of the sheet, at which the current row starts; the header's is usually 1.</summary>
    long Line { get; }

    /// <summary>How many cells the current row has; may be more than there are headers.</summary>
    int Width { get; }

    /// <summary>Whether bare day numbers are counted from 1904, as old Macs did.</summary>
    bool From1904 { get; }

    /// <summary>What makes the current row unsafe to read, such as a cell too many; null where nothing does.</summary>
    Values.Rejection? Damage { get; }

    /// <summary>Goes to the next row that holds anything.</summary>
    /// <exception cref="FixSettingsException">The file is wrong as a whole.</exception>
    bool Read();

    /// <summary>A cell of the current row as UTF-8; empty where the row is shorter. Valid until the next read.</summary>
    ReadOnlySpan<byte> Cell(int column);

    /// <summary>Whether a cell of the current row is a number or a date to the file, given in its plain form, and no text.</summary>
    bool IsTyped(int column);
}
