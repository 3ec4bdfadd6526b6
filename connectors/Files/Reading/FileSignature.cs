namespace Sync.Connectors.Files.Reading;

/// <summary>What a file is by its first bytes.</summary>
internal static class FileSignature
{
    public enum Kind
    {
        /// <summary>Text, as far as can be seen.</summary>
        Text,

        /// <summary>A gzipped file.</summary>
        Gzip,

        /// <summary>A zip archive, which is what a workbook is.</summary>
        Zip,
    }

    public static Kind Of(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])) return Kind.Gzip;
        if (start.StartsWith("PK\u0003\u0004"u8)) return Kind.Zip;
        if (start.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            throw WrongFile.File("The file is an old Excel file (.xls), or one with a password. Save it as .xlsx without a password, or as CSV.");
        if (start.StartsWith("%PDF"u8)) throw WrongFile.File("The file is a PDF. Export the data as CSV or XLSX.");
        return Kind.Text;
    }
}
