using System.Buffers;
using System.Text;

namespace Sync.Connectors.Files.Xlsx;

/// <summary>The cells of one row as UTF-8, side by side in one buffer that is used again for each row.</summary>
internal sealed class XlsxRow(XlsxLimits limits)
{
    private readonly ArrayBufferWriter<byte> bytes = new(1024);
    private readonly List<(Range Text, bool Typed)> cells = [];

    /// <summary>One more than the last column that holds something.</summary>
    public int Width { get; private set; }

    public void Clear()
    {
        bytes.ResetWrittenCount();
        cells.Clear();
        Width = 0;
    }

    public ReadOnlySpan<byte> Cell(int column) => column < cells.Count ? bytes.WrittenSpan[cells[column].Text] : default;

    public bool IsTyped(int column) => column < cells.Count && cells[column].Typed;

    public void Set(int column, ReadOnlySpan<byte> text, bool typed = false)
    {
        if (text.IsEmpty) return;
        if (bytes.WrittenCount + text.Length > limits.RowBytes)
            throw WrongFile.File($"A row of the workbook holds more than {XlsxLimits.Size(limits.RowBytes)}.");
        while (cells.Count <= column) cells.Add((0..0, false));
        if (!cells[column].Text.Equals(0..0))
            throw WrongFile.File("The workbook is damaged: it has two cells at one place. Open it in a spreadsheet and save it again, or save the sheet as CSV.");
        var start = bytes.WrittenCount;
        bytes.Write(text);
        cells[column] = (start..bytes.WrittenCount, typed);
        Width = Math.Max(Width, column + 1);
    }

    public void Set(int column, string text, bool typed = false) => Set(column, Encoding.UTF8.GetBytes(text), typed);
}
