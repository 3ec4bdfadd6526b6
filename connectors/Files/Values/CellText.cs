using System.Text;

namespace Sync.Connectors.Files.Values;

/// <summary>Cells as text.</summary>
internal static class CellText
{
    private const int Longest = 60;

    /// <summary>The text of a cell; null where it is empty.</summary>
    public static string? OrNull(ReadOnlySpan<byte> cell) => cell.IsEmpty ? null : Encoding.UTF8.GetString(cell);

    /// <summary>A cell as a message quotes it: not longer than a message can bear.</summary>
    public static string Quoted(ReadOnlySpan<byte> cell)
    {
        var text = Encoding.UTF8.GetString(cell);
        return text.Length <= Longest ? $"'{text}'" : $"'{text[..Longest]}…'";
    }
}
