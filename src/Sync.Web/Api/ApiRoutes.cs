using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sync.Web.Access;
using Sync.Web.Api.OpenApi;
using Sync.Web.Api.Requests;
using Sync.Web.Api.Resources;
using Sync.Web.Composition;
using Sync.Web.Http;
using Sync.Web.Runs;
using Sync.Web.Site.Import;

namespace Sync.Web.Api;

/// <summary>The REST API.</summary>
internal static class ApiRoutes
{
    public static void Map(IEndpointRouteBuilder routes, SyncServices services)
    {
        var map = new ApiMap(routes, new ApiPipeline(new Repeats(services.Idempotency)));
        new Orgs(services.Store, services.Time).Map(map);
        new Members(services).Map(map);
        new Invitations(services).Map(map);
        new Keys(services.Time).Map(map);
        new Resources.Connections(services).Map(map);
        new ConnectionActions(services, routes.ServiceProvider.GetRequiredService<RunStarter>()).Map(map);
        new ConnectionPreviews(services).Map(map);
        new Deletes(services).Map(map);
        new Imports(services, routes.ServiceProvider.GetRequiredService<ImportFolder>(), routes.ServiceProvider.GetRequiredService<ImportRunner>()).Map(map);
        new Resources.Runs(services.Time).Map(map);
        new SyncStatus(services).Map(map);
        Records.Map(map);
        new Spending(services).Map(map);
        Audit.Map(map);
        new PosSystems(services.Connectors).Map(map);
        new PosHealth(services).Map(map);
        var health = new HealthEndpoints(services.Store, services.Time);
        routes.MapMethods("/api/health", ["GET", "HEAD"], (RequestDelegate)health.ReadyAsync).OpenToAll("says only that the store answers")
            .WithMetadata(new ApiOperation("getHealth", "Whether the service and its store answer.") { Answer = "Health", Refusals = [503] });
        OpenApiDocument.Map(routes);
    }
}
