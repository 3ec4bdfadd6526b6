using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Sync.Model;

namespace Sync.Web.Site.Import;

/// <summary>
/// Reads a form with a file as it comes, straight into the import's folder: the file is never held in memory, and nothing of it is
/// kept before the form has proved that it is ours.
/// </summary>
internal static class UploadReader
{
    private const int RoomForFields = 64 * 1024;
    private const int MostFields = 16; // the page's form has three
    private const int LongestField = 4_096;
    private const int LongestName = 200;
    private static readonly string[] Kinds = ["orders", "customers", "products"];

    /// <summary>The upload; null where the form is none of ours, which has been said then.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">Where the file goes.</param>
    /// <param name="largest">The most bytes that it may have.</param>
    /// <exception cref="UploadRefused">It is too large, or no file was chosen, or not what it is.</exception>
    public static async Task<Upload?> ReadAsync(HttpContext context, Func<string> path, long largest)
    {
        if (context.Request.ContentLength > largest + RoomForFields) throw TooLarge(largest);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = largest + RoomForFields;
        if (BoundaryOf(context.Request.ContentType) is not { } boundary)
        {
            await SiteForms.RefuseAsync(context);
            return null;
        }

        try
        {
            return await ReadPartsAsync(context, new MultipartReader(boundary, context.Request.Body), path, largest);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge(largest);
        }
        catch (Exception e) when (e is InvalidDataException or IOException && !context.RequestAborted.IsCancellationRequested)
        {
            throw new UploadRefused(StatusCodes.Status400BadRequest, "The upload was cut short or damaged on its way. Choose the file again. Nothing was imported.");
        }
    }

    private static async Task<Upload?> ReadPartsAsync(HttpContext context, MultipartReader reader, Func<string> path, long largest)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var parts = 0; await reader.ReadNextSectionAsync(context.RequestAborted) is { } part; parts++)
        {
            if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition) || !disposition.IsFormDisposition() && !disposition.IsFileDisposition()) continue;
            // Where no file was chosen, browsers send its field with an empty name: that is no file to the framework.
            if (!disposition.IsFileDisposition() && HeaderUtilities.RemoveQuotes(disposition.Name) != "file")
            {
                if (parts >= MostFields) throw new UploadRefused(StatusCodes.Status400BadRequest, "The form holds more than this page asks for. Nothing was imported.");
                fields[HeaderUtilities.RemoveQuotes(disposition.Name).ToString()] = await TextAsync(part.Body, context.RequestAborted);
                continue;
            }

            // The page's form has its token and its choice before the file.
            if (!await SiteForms.IsOursAsync(context, fields.GetValueOrDefault(SiteForms.Field))) break;
            var kind = fields.GetValueOrDefault("as");
            if (!Kinds.Contains(kind)) throw new UploadRefused(StatusCodes.Status400BadRequest, "Choose what the file holds: orders, customers or products. Nothing was imported.");
            var name = NameOf(disposition);
            if (name.Length == 0) throw new UploadRefused(StatusCodes.Status400BadRequest, "No file was chosen. Nothing was imported.");
            return new Upload(name, kind!, await SaveAsync(part.Body, path(), largest, context.RequestAborted));
        }

        await SiteForms.RefuseAsync(context);
        return null;
    }

    private static async Task<long> SaveAsync(Stream from, string path, long largest, CancellationToken cancellation)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, options);
        var buffer = new byte[1 << 16];
        long bytes = 0;
        while (await from.ReadAsync(buffer, cancellation) is var read and > 0)
        {
            if ((bytes += read) > largest) throw TooLarge(largest);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        return bytes;
    }

    private static async Task<string> TextAsync(Stream from, CancellationToken cancellation)
    {
        var buffer = new byte[LongestField + 1];
        var read = await from.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return read <= LongestField
            ? Encoding.UTF8.GetString(buffer, 0, read)
            : throw new UploadRefused(StatusCodes.Status400BadRequest, "The form holds more than this page asks for. Nothing was imported.");
    }

    private static string? BoundaryOf(string? type) =>
        MediaTypeHeaderValue.TryParse(type, out var media) && media.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(media.Boundary) is { Length: > 0 and <= 200 } boundary ? boundary.ToString() : null;

    // Some browsers send the folder too; none of it is ever used as a path.
    private static string NameOf(ContentDispositionHeaderValue disposition)
    {
        var sent = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString();
        var name = new string([.. sent[(sent.LastIndexOfAny(['/', '\\']) + 1)..].Where(c => !OneLine.IsUnseen(c))]);
        return name.Length <= LongestName ? name : name[..LongestName];
    }

    private static UploadRefused TooLarge(long largest) => new(StatusCodes.Status413PayloadTooLarge,
        $"The file is larger than {largest >> 20} MB, the most that this page takes. Zip a CSV with gzip, cut it into parts, or ask the operator to run 'possync import'. Nothing was imported.");
}
