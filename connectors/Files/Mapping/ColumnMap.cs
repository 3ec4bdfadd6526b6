using Sync.Connectors.Files.Reading;

namespace Sync.Connectors.Files.Mapping;

/// <summary>Which column each field stands in.</summary>
internal sealed class ColumnMap
{
    private static readonly int FieldCount = Enum.GetValues<FileField>().Length;

    private readonly int[] columns = new int[FieldCount];

    public ColumnMap(IReadOnlyDictionary<FileField, int> found)
    {
        Array.Fill(columns, -1);
        foreach (var (field, column) in found) columns[(int)field] = column;
    }

    /// <summary>Whether the file has a column for a field.</summary>
    public bool Has(FileField field) => columns[(int)field] >= 0;

    /// <summary>Whether the file has a column for one of the fields.</summary>
    public bool HasAny(params ReadOnlySpan<FileField> fields)
    {
        foreach (var field in fields)
            if (Has(field)) return true;
        return false;
    }

    /// <summary>Whether a field's cell of the current row is a number or a date to the file, and no text.</summary>
    public bool IsTyped(IRowSource row, FileField field) => columns[(int)field] >= 0 && row.IsTyped(columns[(int)field]);

    /// <summary>A field's cell of the current row, without surrounding blanks; empty where the file has no such column.</summary>
    public ReadOnlySpan<byte> Cell(IRowSource row, FileField field)
    {
        var column = columns[(int)field];
        return column < 0 ? default : row.Cell(column).Trim(" \t\r\n"u8);
    }
}
