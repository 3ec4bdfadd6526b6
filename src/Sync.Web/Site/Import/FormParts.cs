using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Sync.Model;
using Sync.Store;

namespace Sync.Web.Site.Import;

/// <summary>The parts of a form with a file, as the site and the API read them: the file goes straight to where it waits.</summary>
internal static class FormParts
{
    /// <summary>What a form may hold beside its file, in bytes.</summary>
    public const int RoomForFields = 64 * 1024;

    private const int LongestName = 200;

    /// <summary>What an import's file may hold.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["orders", "customers", "products"];

    /// <summary>The text between the parts; null where the type is not that of a form with a file.</summary>
    public static string? BoundaryOf(string? type) =>
        MediaTypeHeaderValue.TryParse(type, out var media) && media.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(media.Boundary) is { Length: > 0 and <= 200 } boundary ? boundary.ToString() : null;

    /// <summary>What a part says of itself; null where it is none of a form.</summary>
    public static ContentDispositionHeaderValue? DispositionOf(MultipartSection part) =>
        ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition) && (disposition.IsFormDisposition() || disposition.IsFileDisposition()) ? disposition : null;

    /// <summary>The field that a part is.</summary>
    public static string FieldOf(ContentDispositionHeaderValue disposition) => HeaderUtilities.RemoveQuotes(disposition.Name).ToString();

    /// <summary>The file's name as it was sent. Some browsers send the folder too; none of it is ever used as a path.</summary>
    public static string FileNameOf(ContentDispositionHeaderValue disposition)
    {
        var sent = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString();
        var name = new string([.. sent[(sent.LastIndexOfAny(['/', '\\']) + 1)..].Where(c => !OneLine.IsUnseen(c))]);
        return name.Length <= LongestName ? name : name[..LongestName];
    }

    /// <summary>A field's text; null where it is longer than that.</summary>
    public static async Task<string?> TextAsync(Stream from, int longest, CancellationToken cancellation)
    {
        var buffer = new byte[longest + 1];
        var read = await from.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return read <= longest ? Encoding.UTF8.GetString(buffer, 0, read) : null;
    }

    /// <summary>Writes the file as it comes, readable by the service's account alone; gives its size.</summary>
    /// <exception cref="UploadRefused">It is too large.</exception>
    /// <exception cref="StoreException">There is no room for it.</exception>
    public static Task<long> SaveAsync(Stream from, string path, long largest, CancellationToken cancellation)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return SaveAsync(from, () => new FileStream(path, options), largest, cancellation);
    }

    internal static async Task<long> SaveAsync(Stream from, Func<FileStream> open, long largest, CancellationToken cancellation)
    {
        try
        {
            await using var file = open();
            return await CopyAsync(from, file, largest, cancellation);
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            throw new StoreException(StoreFailure.OutOfSpace, "There is no room left on the disk where uploaded files wait for their import. Make room, or set SYNC_UPLOADS to a place that has some. Nothing was imported.", inner: e);
        }
    }

    private static async Task<long> CopyAsync(Stream from, FileStream to, long largest, CancellationToken cancellation)
    {
        var buffer = new byte[1 << 16];
        long bytes = 0;
        while (await from.ReadAsync(buffer, cancellation) is var read and > 0)
        {
            if ((bytes += read) > largest) throw TooLarge(largest);
            await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        return bytes;
    }

    public static UploadRefused TooLarge(long largest) => new(StatusCodes.Status413PayloadTooLarge,
        $"The file is larger than {largest >> 20} MB, the most that is taken here. Zip a CSV with gzip, cut it into parts, or ask the operator to run 'possync import'. Nothing was imported.");
}
