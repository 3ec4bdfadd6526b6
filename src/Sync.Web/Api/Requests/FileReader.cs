using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Sync.Web.Access;
using Sync.Web.Site.Import;

namespace Sync.Web.Api.Requests;

/// <summary>Reads a form with a file as it comes, in whatever order its parts are: the file goes straight to where it waits and is never held in memory.</summary>
internal sealed class FileReader(ImportFolder folder, long largest)
{
    /// <summary>The part that is the file.</summary>
    public const string File = "file";

    /// <summary>The part that says which column is what, as JSON.</summary>
    public const string Map = "map";

    private const int MostParts = 16;
    private const int LongestField = 200;
    private const int LongestMap = 32 * 1024;

    /// <summary>The file and its fields.</summary>
    /// <exception cref="ApiProblem">It is none of such a form, too large, or without a file.</exception>
    public async Task<BroughtFile> ReadAsync(HttpContext context)
    {
        if (FormParts.BoundaryOf(context.Request.ContentType) is not { } boundary)
            throw new ApiProblem(StatusCodes.Status415UnsupportedMediaType, "Not a form", "Send the file as a form: 'Content-Type: multipart/form-data', with the fields 'as' and 'file'. Nothing was imported.");
        var scope = context.OrgScope();
        if (folder.IsFull(scope.Org, scope.Caller.Actor)) // before the body, which may be large, is read
            throw ApiProblem.Conflict($"{ImportFolder.MostWaiting} files of yours are not through yet. Ask how far they are, and send this one then. Nothing was imported.");
        var most = largest + FormParts.RoomForFields;
        if (context.Request.ContentLength > most) throw Refused(FormParts.TooLarge(largest));
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = most;
        var place = folder.Create(scope.Org);
        try
        {
            return await ReadPartsAsync(new MultipartReader(boundary, context.Request.Body), place, context.RequestAborted);
        }
        catch (Exception e)
        {
            ImportFolder.Remove(place); // of what is refused, or was cut short, nothing stays
            if (Told(e, context) is { } problem) throw problem;
            throw;
        }
    }

    private ApiProblem? Told(Exception e, HttpContext context) => e switch
    {
        UploadRefused refused => Refused(refused),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Refused(FormParts.TooLarge(largest)),
        InvalidDataException or IOException when !context.RequestAborted.IsCancellationRequested =>
            new ApiProblem(StatusCodes.Status400BadRequest, "Damaged", "The form was cut short or damaged on its way. Send it again. Nothing was imported."),
        _ => null,
    };

    private async Task<BroughtFile> ReadPartsAsync(MultipartReader reader, ImportPlace place, CancellationToken cancellation)
    {
        var (fields, errors) = (new Dictionary<string, string>(StringComparer.Ordinal), new FieldErrors());
        (string Name, long Bytes)? file = null;
        for (var parts = 0; await reader.ReadNextSectionAsync(cancellation) is { } part; parts++)
        {
            if (parts >= MostParts) throw ApiProblem.Invalid("", $"The form holds more than {MostParts} parts.");
            if (FormParts.DispositionOf(part) is not { } disposition) continue;
            var field = FormParts.FieldOf(disposition);
            if (fields.ContainsKey(field) || (field == File && file is not null)) errors.Add(field, $"'{field}' is given more than once.");
            else if (field == File) file = (FormParts.FileNameOf(disposition), await FormParts.SaveAsync(part.Body, place.FilePath, largest, cancellation));
            else fields[field] = await TextAsync(part.Body, field, errors, cancellation);
        }

        if (file is null) errors.Add(File, "'file' is missing: the CSV or Excel file is a part of the form.");
        errors.Check();
        var (name, bytes) = file!.Value;
        return new BroughtFile(place, name.Length == 0 ? File : name, bytes, fields) { Print = await BroughtFile.PrintOfAsync(place, fields, cancellation) };
    }

    private static async Task<string> TextAsync(Stream from, string field, FieldErrors errors, CancellationToken cancellation)
    {
        var most = field == Map ? LongestMap : LongestField;
        if (await FormParts.TextAsync(from, most, cancellation) is { } text) return text;
        errors.Add(field, $"'{field}' is longer than {most} letters.");
        return "";
    }

    private static ApiProblem Refused(UploadRefused e) => new(e.Status, e.Status == StatusCodes.Status413PayloadTooLarge ? "Too large" : "Not valid", e.Message);
}
