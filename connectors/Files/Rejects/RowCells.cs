using System.Text;
using Sync.Connectors.Files.Reading;

namespace Sync.Connectors.Files.Rejects;

/// <summary>A row's cells as they stand.</summary>
internal static class RowCells
{
    public static string[] Of(IRowSource row)
    {
        var cells = new string[Math.Max(row.Headers.Count, row.Width)];
        for (var i = 0; i < cells.Length; i++) cells[i] = Encoding.UTF8.GetString(row.Cell(i));
        return cells;
    }
}
