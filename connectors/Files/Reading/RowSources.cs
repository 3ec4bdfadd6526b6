using Sync.ConnectorKit;
using Sync.Connectors.Files.Mapping;
using Sync.Connectors.Files.Rejects;
using Sync.Connectors.Files.Xlsx;

namespace Sync.Connectors.Files.Reading;

/// <summary>Opens a file as rows, whatever it is by its first bytes; its name is not asked.</summary>
internal static class RowSources
{
    /// <summary>Most columns that have a header: far more than any shop's export has, and few enough to be chosen among.</summary>
    public const int MostColumns = 500;

    /// <summary>The most letters of a header: more is no name of a column, and each is shown in many places of a page.</summary>
    public const int LongestHeader = 200;

    private const int SignatureLength = 8;
    private const int BufferSize = 1 << 16;

    /// <exception cref="FixSettingsException">The file cannot be opened, is empty, or is of a kind that cannot be read.</exception>
    public static IRowSource Open(string path, MappingFile mapping)
    {
        var file = OpenFile(path);
        try
        {
            return MendedRows.Of(Checked(Open(file, mapping)));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static IRowSource Open(FileStream file, MappingFile mapping)
    {
        var start = Peek(file);
        return FileSignature.Of(start) switch
        {
            FileSignature.Kind.Zip => XlsxRows.Open(file, mapping.Sheet),
            FileSignature.Kind.Gzip => CsvRows.Open(Text(Unzipped.Open(file)), mapping.Delimiter),
            _ => CsvRows.Open(file, mapping.Delimiter),
        };
    }

    private static JoinedStream Text(Unzipped unzipped)
    {
        var start = new byte[SignatureLength];
        var read = unzipped.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return FileSignature.Of(start.AsSpan(0, read)) switch
        {
            FileSignature.Kind.Gzip => throw WrongFile.File("The file is gzipped twice. Unzip it once, and import what comes out."),
            FileSignature.Kind.Zip => throw WrongFile.File("The gzipped file holds a zip archive or a workbook. Unzip it, and import what comes out."),
            _ => new JoinedStream(new MemoryStream(start, 0, read), unzipped),
        };
    }

    // Each column is something to choose on a page, and compared with every name that a field may have.
    private static IRowSource Checked(IRowSource rows)
    {
        var columns = rows.Headers.Count(h => h.Length > 0);
        var endless = rows.Headers.TakeWhile(h => h.Length <= LongestHeader).Count();
        if (columns <= MostColumns && endless == rows.Headers.Count) return rows;
        rows.Dispose();
        if (endless < rows.Headers.Count)
            throw WrongFile.File($"The header of column {endless + 1} has {rows.Headers[endless].Length} letters; {LongestHeader} are the most that a header may have. It begins '{rows.Headers[endless][..40]}…'. Perhaps the first line holds no headers, or a quotation mark is not closed; else shorten it.");
        throw WrongFile.File($"The file has {columns} columns; {MostColumns} are the most that are read. Perhaps its rows stand in columns, or its lines are not ended; else leave out the columns that are not needed.");
    }

    private static FileStream OpenFile(string path)
    {
        if (Directory.Exists(path)) throw WrongFile.File($"{path} is a folder. Name one file in it.");
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.SequentialScan);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw WrongFile.File($"The file {path} cannot be read: {missing.Message}", missing);
        }
    }

    private static byte[] Peek(FileStream file)
    {
        var start = new byte[SignatureLength];
        var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (read == 0) throw WrongFile.File($"The file {file.Name} is empty.");
        file.Position = 0;
        return start[..read];
    }
}
