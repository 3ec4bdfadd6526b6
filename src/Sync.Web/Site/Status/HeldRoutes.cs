using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Deletes;
using Sync.Engine.Orgs;
using Sync.Web.Access;
using Sync.Web.Composition;
using Sync.Web.Site.Connect;

namespace Sync.Web.Site.Status;

/// <summary>Deciding on deletes that wait.</summary>
internal sealed class HeldRoutes(SyncServices services)
{
    public static void Map(IEndpointRouteBuilder routes, HeldRoutes my)
    {
        routes.MapPost("/orgs/{orgId}/connections/{id}/deletes/approve", (RequestDelegate)(c => my.DecideAsync(c, true))).ForOrg(Permission.ManageConnections);
        routes.MapPost("/orgs/{orgId}/connections/{id}/deletes/reject", (RequestDelegate)(c => my.DecideAsync(c, false))).ForOrg(Permission.ManageConnections);
    }

    private async Task DecideAsync(HttpContext context, bool approve)
    {
        if (await SiteForms.ReadAsync(context) is not { } form || await ConnectionOf.RequestAsync(context) is not { } connection) return;
        var (scope, held) = (context.OrgScope(), new HeldDeletes(services.Time));
        var (set, known) = (form["set"].ToString(), Enum.TryParse<PosStream>(form["stream"], ignoreCase: true, out var stream));
        try
        {
            if (!known) throw new OrgException("There is no such list of deletes. Nothing was decided.");
            if (approve) await held.ApproveAsync(scope.Tenant, connection.Id, stream, set, scope.Caller.Actor, context.RequestAborted);
            else await held.RejectAsync(scope.Tenant, connection.Id, stream, set, scope.Caller.Actor, context.RequestAborted);
            Notices.Leave(context, approve ? HeldRows.Approved(paused: !connection.Active) : "Rejected: they are kept, and you are not asked about them again.");
        }
        catch (OrgException e)
        {
            Notices.Leave(context, e.Message);
        }

        await SitePage.SeeOther(context, $"/orgs/{scope.Org}");
    }
}
