using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sync.ConnectorKit;
using Sync.Engine.Orgs;
using Sync.Engine.Requests;
using Sync.Engine.Secrets;
using Sync.Store;
using Sync.Web.Access;

namespace Sync.Web.Api.Requests;

/// <summary>What every route of the API has in common: reads the body, carries out once what is sent twice, sends the answer, tells errors.</summary>
internal sealed class ApiPipeline(Repeats repeats)
{
    private const long LargestBody = 256 * 1024; // a description of an API as a setting takes more than forms do

    /// <summary>A route that only reads.</summary>
    public RequestDelegate Read(Func<ApiRequest, Task<ApiAnswer>> handler) => context => ReadAsync(context, handler);

    /// <summary>A route that changes something.</summary>
    public RequestDelegate Change(Func<ApiRequest, Task<ApiAnswer>> handler) => context => ChangeAsync(context, handler);

    /// <summary>A route that takes a file, which is not held in memory.</summary>
    /// <param name="reader">Reads it.</param>
    /// <param name="handler">Does with it what the route is for.</param>
    /// <param name="counts">Whether the answer to the same file, sent before, still counts.</param>
    public RequestDelegate Take(FileReader reader, Func<ApiRequest, BroughtFile, Task<ApiAnswer>> handler, Func<OrgScope, KeptAnswer, bool> counts) =>
        context => TakeAsync(context, reader, handler, counts);

    private static Task ReadAsync(HttpContext context, Func<ApiRequest, Task<ApiAnswer>> handler) => SendAsync(context, () => handler(new ApiRequest(context, default)));

    private Task ChangeAsync(HttpContext context, Func<ApiRequest, Task<ApiAnswer>> handler) => SendAsync(context, async () =>
    {
        var request = new ApiRequest(context, await BodyAsync(context));
        return await repeats.OnceAsync(request, () => GuardAsync(() => handler(request)));
    });

    private Task TakeAsync(HttpContext context, FileReader reader, Func<ApiRequest, BroughtFile, Task<ApiAnswer>> handler, Func<OrgScope, KeptAnswer, bool> counts) => SendAsync(context, async () =>
    {
        using var file = await reader.ReadAsync(context);
        var request = new ApiRequest(context, file.Print);
        return await repeats.OnceAsync(request, () => GuardAsync(() => handler(request, file)), kept => counts(request.Scope, kept));
    });

    private static async Task SendAsync(HttpContext context, Func<Task<ApiAnswer>> work)
    {
        var answer = await GuardAsync(work);
        using var borrowed = answer.Borrowed;
        var (request, response) = (context.Request, context.Response);
        var read = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        var tag = answer.ETag ?? (read && answer.Status == StatusCodes.Status200OK ? ETags.Of(answer.Body) : null);
        response.Headers.CacheControl = tag is not null && read ? "private, no-cache" : "no-store";
        response.Headers.Vary = "Authorization, Cookie";
        if (tag is not null) response.Headers.ETag = tag;
        if (answer.Location is { } location) response.Headers.Location = location;
        if (answer.Next is { } next) response.Headers.Link = $"<{next}>; rel=\"next\"";
        if (read && tag is not null && request.Headers.IfNoneMatch.Count > 0 && ETags.Has(request.Headers.IfNoneMatch, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.StatusCode = answer.Status;
        if (answer.Body.Length == 0) return;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        if (!HttpMethods.IsHead(request.Method)) await response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private static async Task<ApiAnswer> GuardAsync(Func<Task<ApiAnswer>> work)
    {
        try
        {
            return await work();
        }
        catch (ApiProblem e)
        {
            return e.Answer();
        }
        catch (FixSettingsException e)
        {
            return ApiProblem.Invalid("settings." + e.Setting, e.OwnerMessage).Answer();
        }
        catch (OrgException e)
        {
            return ApiProblem.Undone("Cannot be done", e.Message).Answer();
        }
        catch (SecretUnreadableException e)
        {
            return ApiProblem.Conflict(e.Message).Answer();
        }
        catch (StoreException e) when (e.Failure is StoreFailure.Unavailable or StoreFailure.OutOfSpace)
        {
            return new ApiProblem(StatusCodes.Status503ServiceUnavailable, "Store unavailable", "The store does not answer. Try again later.").Answer();
        }
        catch (BadHttpRequestException e)
        {
            var large = e.StatusCode == StatusCodes.Status413PayloadTooLarge;
            return new ApiProblem(e.StatusCode, large ? "Too large" : "Bad request", large ? $"The body is larger than {LargestBody / 1024} KiB. Nothing was changed." : "The request could not be read. Nothing was changed.").Answer();
        }
    }

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = LargestBody;
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        var type = context.Request.ContentType?.Split(';')[0].Trim();
        if (bytes.Length > 0 && type is not ("application/json" or "application/merge-patch+json"))
            throw new ApiProblem(StatusCodes.Status415UnsupportedMediaType, "Not JSON", "Send the body as JSON, with 'Content-Type: application/json'. Nothing was changed.");
        return bytes.ToArray();
    }
}
