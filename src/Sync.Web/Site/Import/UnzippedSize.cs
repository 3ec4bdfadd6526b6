using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Sync.Web.Site.Import;

/// <summary>A gzipped file of a few kilobytes can hold gigabytes: it is measured before anything reads it. Workbooks are measured by their reader.</summary>
internal static class UnzippedSize
{
    /// <summary>As much as a workbook may unzip to.</summary>
    public const long Most = 2L << 30;

    /// <exception cref="UploadRefused">It unzips to more than any shop's.</exception>
    public static async Task CheckAsync(string path, CancellationToken cancellation, long most = Most)
    {
        await using var file = File.OpenRead(path);
        var start = new byte[2];
        if (await file.ReadAtLeastAsync(start, 2, throwOnEndOfStream: false, cancellation) < 2 || start is not [0x1F, 0x8B]) return;
        file.Position = 0;
        await using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        var buffer = new byte[1 << 16];
        try
        {
            long bytes = 0;
            while (await unzipped.ReadAsync(buffer, cancellation) is var read and > 0)
                if ((bytes += read) > most)
                    throw new UploadRefused(StatusCodes.Status400BadRequest, $"The file unzips to more than {most >> 20} MB. Cut it into parts. Nothing was imported.");
        }
        catch (InvalidDataException)
        {
            // Damaged: the reader says so, and what to do.
        }
    }
}
