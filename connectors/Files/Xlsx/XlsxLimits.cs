using System.IO.Compression;
using DocumentFormat.OpenXml.Packaging;

namespace Sync.Connectors.Files.Xlsx;

/// <summary>What a workbook may be, looked at before anything of it is unzipped.</summary>
internal static class XlsxLimits
{
    /// <summary>Most characters in one part; counted while reading, since a zip can lie about its sizes.</summary>
    public const long PartCharacters = 1L << 30;

    /// <summary>Most bytes of shared texts that are held.</summary>
    public const long SharedTextBytes = 256L << 20;

    /// <summary>Most bytes of a part that is held as a whole, such as that of the styles.</summary>
    public const int WholePartBytes = 16 << 20;

    /// <summary>Most characters in a cell: Excel's own limit.</summary>
    public const int CellCharacters = 32_767;

    /// <summary>Most bytes in one row.</summary>
    public const int RowBytes = 16 << 20;

    /// <summary>Excel's own limit.</summary>
    public const int Columns = 16_384;

    private const int Entries = 5_000;
    private const long UnzippedBytes = 2L << 30;

    /// <exception cref="ConnectorKit.FixSettingsException">It is no workbook, or unzips to more than any shop's.</exception>
    public static void Check(Stream file)
    {
        using var zip = Open(file);
        if (zip.Entries.Count > Entries || zip.Entries.Sum(e => e.Length) > UnzippedBytes)
            throw WrongFile.File($"The workbook holds more than {Entries} parts or unzips to more than {UnzippedBytes >> 30} GiB. Save the sheet as CSV.");
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

    private static ConnectorKit.FixSettingsException TooLarge(string part) =>
        WrongFile.File($"The part {part} of the workbook is larger than {WholePartBytes >> 20} MiB. Save the sheet as CSV.");

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
