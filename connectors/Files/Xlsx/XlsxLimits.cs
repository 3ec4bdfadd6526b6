using System.IO.Compression;

namespace Sync.Connectors.Files.Xlsx;

/// <summary>What a workbook may be, looked at before anything of it is unzipped.</summary>
internal static class XlsxLimits
{
    /// <summary>Most characters in one part; counted while reading, since a zip can lie about its sizes.</summary>
    public const long PartCharacters = 1L << 30;

    /// <summary>Most bytes of shared texts that are held.</summary>
    public const long SharedTextBytes = 256L << 20;

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
        if (zip.GetEntry("[Content_Types].xml") is null)
            throw WrongFile.File("The file is a zip archive, but no Excel workbook. Unzip it, or save the workbook as .xlsx.");
        file.Position = 0;
    }

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
