using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Hints;
using Sync.Web.Composition;

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
                await WebhookExchange.NoSuchAddressAsync(context);
            }
        }
        catch (Exception e) when (WebhookExchange.MayPass(e))
        {
            WebhookLog.NotTaken(log, connection?.Org.Value ?? "not looked up", WebhookExchange.NameOf(e));
            await WebhookExchange.NotTakenAsync(context);
        }
    }

    private async Task TakeAsync(HttpContext context, WebhookConnection connection)
    {
        if (await WebhookExchange.DeliveryAsync(context, services) is not { } delivery)
        {
            WebhookLog.Refused(log, connection.Connector, connection.Org.Value, connection.Id, "its body is too large");
            await WebhookExchange.TooLargeAsync(context);
            return;
        }

        try
        {
            await KeepAsync(connection, delivery);
            context.Response.StatusCode = StatusCodes.Status200OK;
        }
        catch (WebhookRefusedException e)
        {
            WebhookLog.Refused(log, connection.Connector, connection.Org.Value, connection.Id, e.Message);
            await WebhookExchange.NotGenuineAsync(context);
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
}
