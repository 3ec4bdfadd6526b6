using System.Text;
using CsvHelper;

namespace Sync.Web.Reports;

/// <summary>Copies a CSV file cell by cell, each safe to open in a spreadsheet.</summary>
internal static class NeutralCsv
{
    public static async Task CopyAsync(string path, Stream to, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        using var reader = CsvReader.Create(file, new CsvReaderOptions { Separator = ',', HasHeader = false });
        await using var writer = CsvWriter.Create(to, new CsvWriterOptions { NewLine = "\n", ValidateFieldCount = false }, leaveOpen: true);
        while (reader.Read())
        {
            var cells = new string[reader.FieldCount];
            for (var i = 0; i < cells.Length; i++) cells[i] = SpreadsheetText.Neutral(Encoding.UTF8.GetString(reader.GetSpan(i)));
            await writer.WriteRecordAsync(cells, cancellation);
        }
    }
}
