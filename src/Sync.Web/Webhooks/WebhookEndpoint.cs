using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Hints;
using Sync.Engine.Secrets;
using Sync.Store;
using Sync.Web.Composition;
using Sync.Web.Http;

namespace Sync.Web.Webhooks;

/// <summary>
/// <c>POST /api/webhooks/{connector}/{connectionId}</c>: checks that a webhook is genuine, keeps what it tells, and answers. What it
/// tells of is read from the POS afterwards.
/// </summary>
internal sealed class WebhookEndpoint(
    WebhookConnections connections, WebhookWriter writer, SyncServices services, ILogger<WebhookEndpoint> log)
{
    /// <summary>The route.</summary>
    public const string Pattern = "/api/webhooks/{connector}/{connectionId}";

    // Toast's orders may take more than 600 kB.
    private const int LargestBody = 1024 * 1024;
    private const string ComeAgainAfter = "30";

    public async Task HandleAsync(HttpContext context)
    {
        WebhookConnection? connection = null;
        try
        {
            var (connector, handle) = (context.Request.RouteValues["connector"] as string, context.Request.RouteValues["connectionId"] as string);
            connection = await connections.FindAsync(connector, handle);
            if (connection is not null) await TakeAsync(context, connection);
            else
            {
                WebhookLog.NoSuchAddress(log);
                await Problem.WriteAsync(context, StatusCodes.Status404NotFound, "No such address", "No webhooks are taken here. Look up the address with 'possync webhooks ORG'.");
            }
        }
        catch (Exception e) when (e is StoreException or SecretUnreadableException or ConnectorException)
        {
            WebhookLog.NotTaken(log, connection?.Org.Value ?? "not looked up", e is StoreException { Failure: var failure } ? failure.ToString() : e.GetType().Name);
            context.Response.Headers.RetryAfter = ComeAgainAfter;
            await Problem.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Not taken", "The webhook could not be stored. Send it again.");
        }
    }

    private async Task TakeAsync(HttpContext context, WebhookConnection connection)
    {
        if (await BodyAsync(context) is not { } body)
        {
            WebhookLog.Refused(log, connection.Connector, connection.Org.Value, connection.Id, "its body is too large");
            await Problem.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "Too large", $"A webhook's body may have {LargestBody} bytes.");
            return;
        }

        try
        {
            var delivery = new WebhookDelivery(UrlOf(context.Request), HeadersOf(context.Request), body, services.Time.GetUtcNow());
            await KeepAsync(connection, delivery);
            context.Response.StatusCode = StatusCodes.Status200OK;
        }
        catch (WebhookRefusedException e)
        {
            WebhookLog.Refused(log, connection.Connector, connection.Org.Value, connection.Id, e.Message);
            await Problem.WriteAsync(context, StatusCodes.Status401Unauthorized, "Not genuine", "The webhook's signature does not fit. Nothing was done.");
        }
    }

    private async Task KeepAsync(WebhookConnection connection, WebhookDelivery delivery)
    {
        var news = connection.Reader.Read(delivery, connection.Settings);
        if (news.Remark is { } remark) WebhookLog.Remark(log, connection.Connector, connection.Org.Value, connection.Id, remark);
        if (news.VerificationCode is { } code) WebhookLog.Verification(log, connection.Connector, connection.Org.Value, connection.Id, code);
        if (news.IsEmpty) return;
        await writer.KeepAsync(connection.Org, new WebhookEvent(connection.Id, connection.Connector, news, delivery.ReceivedAt));
    }

    /// <summary>The whole body; null where it is too large.</summary>
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
    private string UrlOf(HttpRequest request) =>
        (services.Settings.PublicUrl ?? $"{request.Scheme}://{request.Host}") + request.PathBase + request.Path + request.QueryString;

    private static Dictionary<string, string> HeadersOf(HttpRequest request)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in request.Headers) headers[name] = value.ToString();
        return headers;
    }
}
