using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Hints;
using Sync.Model;
using Sync.Web.Composition;

namespace Sync.Web.Webhooks;

/// <summary>
/// <c>POST /api/webhooks/{connector}</c>: the one address of the app that the operator has registered at a POS. What is genuine goes
/// to each connection that reads the account, of whatever org, as if it had been sent to that connection's address.
/// </summary>
internal sealed class AppWebhookEndpoint(AppConnections connections, WebhookWriter writer, SyncServices services, ILogger<WebhookEndpoint> log)
{
    /// <summary>The route.</summary>
    public const string Pattern = "/api/webhooks/{connector}";

    public async Task HandleAsync(HttpContext context)
    {
        var connector = context.Request.RouteValues["connector"] as string;
        if (!WebhookAddress.HasApp(services, connector) || services.Connectors.Find(connector!) is not IAppWebhookConnector reader)
        {
            WebhookLog.NoSuchAddress(log);
            await WebhookExchange.NoSuchAddressAsync(context);
            return;
        }

        try
        {
            await TakeAsync(context, connector!, reader);
        }
        catch (Exception e) when (WebhookExchange.MayPass(e))
        {
            WebhookLog.AppNotTaken(log, connector!, WebhookExchange.NameOf(e));
            await WebhookExchange.NotTakenAsync(context);
        }
    }

    private async Task TakeAsync(HttpContext context, string connector, IAppWebhookConnector reader)
    {
        if (await WebhookExchange.DeliveryAsync(context, services) is not { } delivery)
        {
            WebhookLog.AppRefused(log, connector, "its body is too large");
            await WebhookExchange.TooLargeAsync(context);
            return;
        }

        try
        {
            await KeepAsync(connector, reader.Read(delivery, KeyOf(connector, reader)), delivery.ReceivedAt);
            context.Response.StatusCode = StatusCodes.Status200OK;
        }
        catch (WebhookRefusedException e)
        {
            WebhookLog.AppRefused(log, connector, e.Message);
            await WebhookExchange.NotGenuineAsync(context);
        }
    }

    private Secret? KeyOf(string connector, IAppWebhookConnector reader) =>
        reader.SignedWithClientSecret ? services.Apps[connector].ClientSecret : services.Settings.WebhookKeys.GetValueOrDefault(connector);

    private async Task KeepAsync(string connector, AppWebhookNews news, DateTimeOffset receivedAt)
    {
        if (news.VerificationCode is { } code) WebhookLog.AppVerification(log, connector, code);
        else if (news.ByAccount.Count == 0) WebhookLog.AppRemark(log, connector, "it names no account");
        List<Task> kept = [];
        foreach (var (account, told) in news.ByAccount)
        {
            var readers = await connections.FindAsync(connector, account);
            if (readers.Count == 0) WebhookLog.AppRemark(log, connector, "nobody has connected its account");
            kept.AddRange(readers.Select(r => KeepAsync(r.Org, new WebhookEvent(r.Connection, connector, told, receivedAt))));
        }

        await Task.WhenAll(kept);
    }

    private async Task KeepAsync(OrgId org, WebhookEvent e)
    {
        if (e.News.Remark is { } remark) WebhookLog.Remark(log, e.Connector, org.Value, e.Connection, remark);
        if (!e.News.IsEmpty) await writer.KeepAsync(org, e);
    }
}
