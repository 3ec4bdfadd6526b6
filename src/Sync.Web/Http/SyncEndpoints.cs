using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sync.Web.Access;
using Sync.Web.Api.OpenApi;
using Sync.Web.Composition;
using Sync.Web.Connect;
using Sync.Web.Cron;
using Sync.Web.Webhooks;

namespace Sync.Web.Http;

/// <summary>The HTTP endpoints, the same for the embedded service and for the cloud.</summary>
public static class SyncEndpoints
{
    /// <summary>
    /// Maps <c>GET /healthz</c>, <c>GET /readyz</c>, the two addresses of signing in at a POS, <c>POST /api/webhooks/{connector}/{connectionId}</c>,
    /// <c>POST /api/webhooks/{connector}</c> and, where a secret is configured, <c>POST /api/cron/pos-sync</c>. Without a
    /// secret there is no such route: anybody could start syncs.
    /// </summary>
    public static void MapSyncEndpoints(this IEndpointRouteBuilder endpoints, SyncServices services)
    {
        // Plain request delegates: binding parameters by reflection would slow the start for a few routes that need none.
        var health = new HealthEndpoints(services.Store, services.Time);
        endpoints.MapGet("/healthz", (RequestDelegate)health.HealthAsync).OpenToAll("says only that the process is alive");
        endpoints.MapGet("/readyz", (RequestDelegate)health.ReadyAsync).OpenToAll("says only that the store answers");
        MapConnect(endpoints, services);
        MapWebhooks(endpoints, services);
        if (services.Settings.CronSecret is not { } secret || string.IsNullOrWhiteSpace(secret)) return;

        var lifetime = endpoints.ServiceProvider.GetRequiredService<IHostApplicationLifetime>();
        var runner = endpoints.ServiceProvider.GetRequiredService<CronRunner>();
        var cron = new CronEndpoint(new BearerSecret(secret), runner, services.Store, services.Time, lifetime);
        endpoints.MapPost(CronEndpoint.Path, (RequestDelegate)cron.HandleAsync).OpenToAll("the caller shows CRON_SECRET").WithMetadata(new ApiOperation("runCron", "Syncs all orgs, or one, and answers with what became of each.")
        {
            Answer = "CronReport",
            ProvedBy = "cronSecret",
            Refusals = [400, 404, 409, 503],
            Query = [new("orgId", "Only this org; not beside only."), new("only", "Only what webhooks told of.") { Choices = CronEndpoint.Parts }],
        });
    }

    private static void MapWebhooks(IEndpointRouteBuilder endpoints, SyncServices services)
    {
        var log = endpoints.ServiceProvider.GetRequiredService<ILogger<WebhookEndpoint>>();
        var writer = new WebhookWriter(services.Store, services.Time, endpoints.ServiceProvider.GetRequiredService<WebhookArrivals>().Note);
        endpoints.MapPost(WebhookEndpoint.Pattern, (RequestDelegate)new WebhookEndpoint(new WebhookConnections(services), writer, services, log).HandleAsync)
            .OpenToAll("the POS signs what it sends")
            .WithMetadata(new ApiOperation("receiveWebhook", "Takes what a POS tells of changes, in the POS's own form.") { ProvedBy = "signature", Refusals = [404, 503] });
        endpoints.MapPost(AppWebhookEndpoint.Pattern, (RequestDelegate)new AppWebhookEndpoint(new AppConnections(services, log), writer, services, log).HandleAsync)
            .OpenToAll("the POS signs what it sends")
            .WithMetadata(new ApiOperation("receiveAppWebhook", "Takes what a POS tells of all accounts that use the operator's app, in the POS's own form.") { ProvedBy = "signature", Refusals = [404, 503] });
    }

    private static void MapConnect(IEndpointRouteBuilder endpoints, SyncServices services)
    {
        var log = endpoints.ServiceProvider.GetRequiredService<ILogger<ConnectCallback>>();
        var browser = new ConnectBrowser(services.Accounts);
        endpoints.MapGet(ConnectStart.Path, (RequestDelegate)new ConnectStart(services, new TicketAccess(services.Tickets), browser).HandleAsync).OpenToAll("the caller shows a ticket for exactly this").Changing();
        endpoints.MapGet(ConnectCallback.Path, (RequestDelegate)new ConnectCallback(services, browser, log).HandleAsync).OpenToAll("the POS sends the state that only the beginner's browser can use").Changing();
    }
}
