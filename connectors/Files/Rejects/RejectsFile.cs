using CsvHelper;
using Sync.ConnectorKit;

namespace Sync.Connectors.Files.Rejects;

/// <summary>
/// Writes the rows that did not go in: line, reason, detail and the row's own cells, so that it can be mended and imported by
/// itself. Cells are safe to open in a spreadsheet, or as they stand where that is asked for; the header tells which. It takes the
/// place of an older one only when it is complete.
/// </summary>
internal sealed class RejectsFile : IDisposable
{
    private static readonly string[] Columns = ["line", "reason", "detail"];
    private static readonly string[] RawColumns = ["line", "reason", "detail (cells as they came)"];

    private readonly string path;
    private readonly string unfinished;
    private readonly bool raw;
    private CsvWriter? writer;

    private RejectsFile(string path, bool raw)
    {
        (this.path, this.raw) = (path, raw);
        unfinished = path + ".part";
    }

    /// <summary>Whether a file begins as one of these does, or is empty.</summary>
    public static bool Is(string path)
    {
        var expected = string.Join(',', Columns);
        using var file = File.OpenText(path);
        var begin = new char[expected.Length];
        var length = file.ReadBlock(begin);
        return length == 0 || new string(begin, 0, length) == expected;
    }

    /// <summary>Whether a file with these headers is one of these that was made safe for spreadsheets.</summary>
    public static bool IsNeutral(IReadOnlyList<string> headers) => headers.Take(Columns.Length).SequenceEqual(Columns);

    /// <param name="path">Where.</param>
    /// <param name="headers">Those of the file that is read.</param>
    /// <param name="raw">Whether cells are written as they stand.</param>
    /// <exception cref="FixSettingsException">The file cannot be written.</exception>
    public static RejectsFile Create(string path, IReadOnlyList<string> headers, bool raw)
    {
        var file = new RejectsFile(path, raw);
        try
        {
            file.writer = CsvWriter.ToFile(file.unfinished, new CsvWriterOptions { NewLine = "\n", ValidateFieldCount = false });
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file.unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite); // people's data
            file.WriteRecord([.. raw ? RawColumns : Columns, .. headers]);
            return file;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            file.Dispose();
            var message = $"The rejects file {path} cannot be written: {wrong.Message}";
            throw new FixSettingsException(FilesDescriptor.Rejects, message, message, wrong);
        }
    }

    public void Write(RejectedRow row) => WriteRecord([$"{row.Line}", row.Why.Reason, row.Why.Detail, .. row.Cells]);

    /// <summary>Puts the file in its place.</summary>
    public void Finish()
    {
        writer!.Dispose();
        writer = null;
        File.Move(unfinished, path, overwrite: true);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (writer is null) return;
        writer.Dispose();
        File.Delete(unfinished);
    }

    private void WriteRecord(string[] cells) => writer!.WriteRecord(raw ? cells : [.. cells.Select(SpreadsheetText.Neutral)]);
}
