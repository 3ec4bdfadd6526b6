using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.Engine.Accounts;
using Sync.Web.Access;

namespace Sync.Web.Site.Status;

/// <summary>How an org stands, whole and by connection.</summary>
internal sealed class StatusRoutes(StatusLoader loader)
{
    public static void Map(IEndpointRouteBuilder routes, StatusRoutes my)
    {
        routes.MapGet("/orgs/{orgId}", (RequestDelegate)my.StatusAsync).ForOrg(Permission.ReadData);
        routes.MapGet("/orgs/{orgId}/status-part", (RequestDelegate)my.PartAsync).ForOrg(Permission.ReadData);
        routes.MapGet("/orgs/{orgId}/connections/{id}", (RequestDelegate)my.ConnectionAsync).ForOrg(Permission.ReadData);
    }

    private async Task StatusAsync(HttpContext context)
    {
        var site = await SiteContext.OfOrgAsync(context, "Status", "status");
        await SitePage.WriteAsync<StatusPage>(context, await loader.LoadAsync(site, context.RequestAborted));
    }

    // What the script puts in the place of the page's own when a run has ended.
    private async Task PartAsync(HttpContext context)
    {
        var site = await SiteContext.OfOrgAsync(context, "Status", "status");
        await SitePage.WriteAsync<StatusPart>(context, await loader.LoadAsync(site, context.RequestAborted));
    }

    private async Task ConnectionAsync(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        var site = await SiteContext.OfOrgAsync(context, "Connection " + id, "status");
        if (await loader.LoadAsync(site, id, context.RequestAborted) is { } model) await SitePage.WriteAsync<ConnectionPage>(context, model with { Connection = model.Connection with { Days = ConnectionActions.DaysOf(context.Request) } });
        else await ErrorPages.WriteAsync(context, StatusCodes.Status404NotFound, "No such connection", "This connection is not there, or not any more. The status page shows those there are.");
    }
}
