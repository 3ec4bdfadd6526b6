using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.Engine.Accounts;
using Sync.Engine.Orgs;
using Sync.Engine.Runs;
using Sync.Web.Access;
using Sync.Web.Composition;
using Sync.Web.Runs;

namespace Sync.Web.Site.Status;

/// <summary>Removing a connection with all that came from it, after its name was typed.</summary>
internal sealed class RemovalRoutes(SyncServices services, RunStarter starter, StatusLoader loader)
{
    private const string Pattern = "/orgs/{orgId}/connections/{id}/remove";

    public static void Map(IEndpointRouteBuilder routes, RemovalRoutes my)
    {
        routes.MapGet(Pattern, (RequestDelegate)(c => my.ShowAsync(c, null))).ForOrg(Permission.ManageConnections);
        routes.MapPost(Pattern, (RequestDelegate)my.RemoveAsync).ForOrg(Permission.ManageConnections);
    }

    private async Task ShowAsync(HttpContext context, string? wrong)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        var site = await SiteContext.OfOrgAsync(context, "Remove connection " + id, "status");
        if (await loader.LoadAsync(site, id, context.RequestAborted) is { } found)
            await SitePage.WriteAsync<RemovePage>(context, new RemoveModel(site, found.Connection) { Wrong = wrong }, wrong is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
        else
            await ErrorPages.WriteAsync(context, StatusCodes.Status404NotFound, "No such connection", "This connection is not there, or not any more. The status page shows those there are.");
    }

    private async Task RemoveAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is not { } form) return;
        var (scope, id) = (context.OrgScope(), (string)context.Request.RouteValues["id"]!);
        if (form["name"].ToString().Trim() != id)
        {
            await ShowAsync(context, $"Type {id} to remove it. Nothing was removed.");
            return;
        }

        try
        {
            await services.Connections.BeginRemovalAsync(scope.Tenant, id, scope.Caller.Actor, context.RequestAborted);
        }
        catch (OrgException)
        {
            await ShowAsync(context, "It is not there any more.");
            return;
        }

        Notices.Leave(context, await starter.StartWhenFreeAsync(scope.Org, new RunOptions { OnlyRemovals = true }, scope.Caller.Actor)
            ? $"Connection “{id}” is being removed with all that came from it."
            : $"Connection “{id}” is read no more. Another sync goes on; as soon as that is done, all that came from it is removed.");
        await SitePage.SeeOther(context, $"/orgs/{scope.Org}");
    }
}
