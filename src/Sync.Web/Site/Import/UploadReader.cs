using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Sync.Web.Site.Import;

/// <summary>
/// Reads a form with a file as it comes, straight into the import's folder: the file is never held in memory, and nothing of it is
/// kept before the form has proved that it is ours.
/// </summary>
internal static class UploadReader
{
    private const int MostFields = 16; // the page's form has three
    private const int LongestField = 4_096;

    /// <summary>The upload; null where the form is none of ours, which has been said then.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">Where the file goes.</param>
    /// <param name="largest">The most bytes that it may have.</param>
    /// <exception cref="UploadRefused">It is too large, or no file was chosen, or not what it is.</exception>
    public static async Task<Upload?> ReadAsync(HttpContext context, Func<string> path, long largest)
    {
        if (context.Request.ContentLength > largest + FormParts.RoomForFields) throw FormParts.TooLarge(largest);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = largest + FormParts.RoomForFields;
        if (FormParts.BoundaryOf(context.Request.ContentType) is not { } boundary)
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
            throw FormParts.TooLarge(largest);
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
            if (FormParts.DispositionOf(part) is not { } disposition) continue;
            // Where no file was chosen, browsers send its field with an empty name: that is no file to the framework.
            if (!disposition.IsFileDisposition() && FormParts.FieldOf(disposition) != "file")
            {
                if (parts >= MostFields) throw new UploadRefused(StatusCodes.Status400BadRequest, "The form holds more than this page asks for. Nothing was imported.");
                fields[FormParts.FieldOf(disposition)] = await FormParts.TextAsync(part.Body, LongestField, context.RequestAborted)
                    ?? throw new UploadRefused(StatusCodes.Status400BadRequest, "The form holds more than this page asks for. Nothing was imported.");
                continue;
            }

            // The page's form has its token and its choice before the file.
            if (!await SiteForms.IsOursAsync(context, fields.GetValueOrDefault(SiteForms.Field))) break;
            var kind = fields.GetValueOrDefault("as");
            if (!FormParts.Kinds.Contains(kind)) throw new UploadRefused(StatusCodes.Status400BadRequest, "Choose what the file holds: orders, customers or products. Nothing was imported.");
            var name = FormParts.FileNameOf(disposition);
            if (name.Length == 0) throw new UploadRefused(StatusCodes.Status400BadRequest, "No file was chosen. Nothing was imported.");
            return new Upload(name, kind!, await FormParts.SaveAsync(part.Body, path(), largest, context.RequestAborted));
        }

        await SiteForms.RefuseAsync(context);
        return null;
    }
}
