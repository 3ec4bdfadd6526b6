using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Secrets;
using Sync.Store;
using Sync.Web.Composition;
using Sync.Web.Http;

namespace Sync.Web.Webhooks;

/// <summary>What is alike at every address that takes webhooks: how a delivery is read, and what is answered.</summary>
internal static class WebhookExchange
{
    // Toast's orders may take more than 600 kB.
    private const int LargestBody = 1024 * 1024;
    private const string ComeAgainAfter = "30";

    /// <summary>The delivery, exactly as it came; null where its body is too large.</summary>
    public static async Task<WebhookDelivery?> DeliveryAsync(HttpContext context, SyncServices services) => await BodyAsync(context) is { } body
        ? new WebhookDelivery(UrlOf(context.Request, services.Settings.PublicUrl), HeadersOf(context.Request), body, services.Time.GetUtcNow())
        : null;

    /// <summary>Whether a failure is one after which the POS is to send the webhook again.</summary>
    public static bool MayPass(Exception e) => e is StoreException or SecretUnreadableException or ConnectorException;

    /// <summary>What a failure is called in the log, which holds nothing of what it is about.</summary>
    public static string NameOf(Exception e) => e is StoreException { Failure: var failure } ? failure.ToString() : e.GetType().Name;

    public static Task NoSuchAddressAsync(HttpContext context) =>
        Problem.WriteAsync(context, StatusCodes.Status404NotFound, "No such address", "No webhooks are taken here. Look up the address with 'possync webhooks ORG'.");

    public static Task TooLargeAsync(HttpContext context) =>
        Problem.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "Too large", $"A webhook's body may have {LargestBody} bytes.");

    public static Task NotGenuineAsync(HttpContext context) =>
        Problem.WriteAsync(context, StatusCodes.Status401Unauthorized, "Not genuine", "The webhook's signature does not fit. Nothing was done.");

    public static Task NotTakenAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = ComeAgainAfter;
        return Problem.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Not taken", "The webhook could not be stored. Send it again.");
    }

    private static async Task<ReadOnlyMemory<byte>?> BodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength > LargestBody) return null;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = LargestBody;
        try
        {
            using var body = new MemoryStream((int)(context.Request.ContentLength ?? 4096));
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            return body.GetBuffer().AsMemory(0, (int)body.Length);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }

    // As the POS was given it: behind a proxy, only the settings know.
    private static string UrlOf(HttpRequest request, string? publicUrl) =>
        (publicUrl ?? $"{request.Scheme}://{request.Host}") + request.PathBase + request.Path + request.QueryString;

    private static Dictionary<string, string> HeadersOf(HttpRequest request)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in request.Headers) headers[name] = value.ToString();
        return headers;
    }
}
