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
    private bool begun;
    private Stream? file;
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

    /// <summary>Why it was not written to its end, and what to do; null where it was.</summary>
    public string? Lost { get; private set; }

    /// <param name="path">Where.</param>
    /// <param name="headers">Those of the file that is read.</param>
    /// <param name="raw">Whether cells are written as they stand.</param>
    /// <param name="open">Opens the file; null for the usual way.</param>
    /// <exception cref="FixSettingsException">The file cannot be written.</exception>
    public static RejectsFile Create(string path, IReadOnlyList<string> headers, bool raw, Func<string, Stream>? open = null)
    {
        var rejects = new RejectsFile(path, raw);
        try
        {
            rejects.Open(open ?? Opened);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            rejects.Dispose();
            var message = $"The rejects file {path} cannot be written: {wrong.Message} Nothing was imported.";
            throw new FixSettingsException(FilesDescriptor.Rejects, message, message, wrong);
        }

        rejects.WriteRecord([.. raw ? RawColumns : Columns, .. headers]);
        return rejects;
    }

    /// <summary>Finds out, before anything is read, whether it can be written.</summary>
    /// <exception cref="FixSettingsException">It cannot.</exception>
    public static void Check(string path) => Create(path, [], raw: true).Dispose();

    public void Write(RejectedRow row) => WriteRecord([$"{row.Line}", row.Why.Reason, row.Why.Detail, .. row.Cells]);

    /// <summary>Puts the file in its place.</summary>
    public void Finish() => Guarded(() =>
    {
        writer!.Dispose();
        writer = null;
        file!.Dispose();
        File.Move(unfinished, path, overwrite: true);
        begun = false;
    });

    /// <inheritdoc />
    public void Dispose() => Discard();

    private void Open(Func<string, Stream> open)
    {
        if (path.Length == 0 || Directory.Exists(path)) throw new IOException("it is a folder. Name a file in it.");
        file = open(unfinished);
        begun = true;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite); // people's data
        writer = CsvWriter.Create(file, new CsvWriterOptions { NewLine = "\n", ValidateFieldCount = false }, leaveOpen: true);
    }

    // Without a buffer of its own: it can be closed though what is left does not fit on the disk.
    private static FileStream Opened(string path) => new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);

    private void WriteRecord(string[] cells) => Guarded(() => writer!.WriteRecord(raw ? cells : [.. cells.Select(SpreadsheetText.Neutral)]));

    // What goes in is not held up by the list of what does not.
    private void Guarded(Action write)
    {
        if (Lost is not null) return;
        try
        {
            write();
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            Lost = $"The rejects file {path} could not be written: {wrong.Message} What is said here of the import holds; make room or name another file, and import the same file again to have its rejected rows.";
            Discard();
        }
    }

    private void Discard()
    {
        writer = null;
        file?.Dispose();
        if (begun) File.Delete(unfinished);
        begun = false;
    }
}
