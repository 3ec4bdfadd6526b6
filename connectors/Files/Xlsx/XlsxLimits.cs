using System.IO.Compression;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;

namespace Sync.Connectors.Files.Xlsx;

/// <summary>What a workbook may be; its parts are looked at before anything of it is unzipped.</summary>
internal sealed record XlsxLimits
{
    /// <summary>Those that hold.</summary>
    public static XlsxLimits Usual { get; } = new();

    /// <summary>Most characters in one part; counted while reading, since a zip can lie about its sizes.</summary>
    public long PartCharacters { get; init; } = 1L << 30;

    /// <summary>Most bytes of a single tag, text or comment. A cell's longest text takes a third of that, each letter written as a number.</summary>
    public int NodeBytes { get; init; } = 1 << 20;

    /// <summary>Most bytes of shared texts that are held.</summary>
    public long SharedTextBytes { get; init; } = 256L << 20;

    /// <summary>Most bytes of a part that is held as a whole, such as that of the styles.</summary>
    public const int WholePartBytes = 16 << 20;

    /// <summary>Most characters in a cell: Excel's own limit.</summary>
    public const int CellCharacters = 32_767;

    /// <summary>Most bytes in one row.</summary>
    public int RowBytes { get; init; } = 16 << 20;

    /// <summary>Excel's own limit.</summary>
    public const int Columns = 16_384;

    /// <summary>Excel's own limit.</summary>
    public const int Rows = 1_048_576;

    /// <summary>Most parts of the zip.</summary>
    public int Entries { get; init; } = 5_000;

    /// <summary>Most bytes that the parts say they unzip to, together.</summary>
    public long UnzippedBytes { get; init; } = 2L << 30;

    /// <exception cref="ConnectorKit.FixSettingsException">It is no workbook, or unzips to more than any shop's.</exception>
    public void Check(Stream file)
    {
        using var zip = Open(file);
        if (zip.Entries.Count > Entries || zip.Entries.Sum(e => e.Length) > UnzippedBytes)
            throw WrongFile.File($"The workbook holds more than {Entries} parts or unzips to more than {Size(UnzippedBytes)}. Save the sheet as CSV.");
        if (zip.Entries.FirstOrDefault(e => e.Length > WholePartBytes && e.FullName.AsSpan() is var name && (name.EndsWith(".rels") || name is "[Content_Types].xml")) is { } large)
            throw TooLarge(large.FullName);
        if (zip.GetEntry("[Content_Types].xml") is null)
            throw WrongFile.File("The file is a zip archive, but no Excel workbook. Unzip it, or save the workbook as .xlsx.");
        file.Position = 0;
    }

    /// <summary>Refuses a part that is held as a whole and is larger than any shop's; the part itself is read, since a zip can lie about its sizes.</summary>
    public static T Whole<T>(T part) where T : OpenXmlPart
    {
        using var stream = part.GetStream(FileMode.Open, FileAccess.Read);
        var buffer = new byte[1 << 16];
        for (long length = 0; stream.Read(buffer) is > 0 and var read;)
            if ((length += read) > WholePartBytes) throw TooLarge(part.Uri.ToString());
        return part;
    }

    /// <summary>Reads a part of any size element by element.</summary>
    public OpenXmlReader Reader(OpenXmlPart part) =>
        new TypedOpenXmlPartReader(new XmlNodeLimit(part.GetStream(FileMode.Open, FileAccess.Read), this), new OpenXmlPartReaderOptions { CloseStream = true });

    /// <summary>A number of bytes as people say it.</summary>
    public static string Size(long bytes) => bytes >= 1L << 30 ? $"{bytes >> 30} GiB" : bytes >= 1 << 20 ? $"{bytes >> 20} MiB" : $"{bytes} bytes";

    private static ConnectorKit.FixSettingsException TooLarge(string part) =>
        WrongFile.File($"The part {part} of the workbook is larger than {Size(WholePartBytes)}. Save the sheet as CSV.");

    private static ZipArchive Open(Stream file)
    {
        try
        {
            return new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException damaged)
        {
            throw XlsxRows.Damaged(damaged);
        }
    }
}
