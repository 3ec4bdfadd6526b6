using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Store;
using Sync.Web.Access;
using Sync.Web.Composition;
using Sync.Web.Runs;

namespace Sync.Web.Site.Connect;

/// <summary>Saving what was tried, or a demo shop, and its first import.</summary>
internal sealed class ConnectSaves(SyncServices services, ConnectForms forms, ConnectChecks checks, RunStarter starter)
{
    public static void Map(IEndpointRouteBuilder routes, ConnectSaves my)
    {
        routes.MapPost("/orgs/{orgId}/connect/{connector}/save", (RequestDelegate)my.SaveAsync).ForOrg(Permission.ManageConnections);
        routes.MapPost("/orgs/{orgId}/connect-demo", (RequestDelegate)my.DemoAsync).ForOrg(Permission.ManageConnections);
    }

    private async Task SaveAsync(HttpContext context)
    {
        ZoneForm.Allow(context);
        if (await SiteForms.ReadAsync(context) is not { } form || await ConnectRoutes.ConnectorAsync(context, services.Connectors) is not { } connector) return;
        var (scope, name) = (context.OrgScope(), form["pending"].ToString());
        var pending = await services.PendingConnections.FindAsync(scope.Tenant, name, scope.Caller.Actor.Id, context.RequestAborted);
        if (pending is null || pending.Connector != connector.Descriptor.Id)
        {
            await forms.WriteAsync(context, connector.Descriptor, ConnectionIn(form), new FormTrouble(
                $"What was checked is kept for {PendingConnections.Life.TotalMinutes:0} minutes and saved once. Check it again, please. Nothing was saved."));
            return;
        }

        var zones = await FirstImports.CheckedAsync(context, ZoneForm.Read(context, pending.Connection, form));
        if (zones.Wrong is not null)
        {
            await checks.AgainAsync(context, connector.Descriptor, pending, name, zones);
            return;
        }

        // From here on it is carried out once and to its end, however often the form is sent.
        if (!await PendingConnections.TryTakeAsync(scope.Tenant, name, CancellationToken.None))
        {
            Notices.Leave(context, "The same form was sent more than once at the same moment. It is carried out once; see here what becomes of it.");
            await SitePage.SeeOther(context, $"/orgs/{scope.Org}");
            return;
        }

        try
        {
            if (!await TrySaveAsync(scope, connector.Descriptor, pending, zones.Places))
            {
                await forms.WriteChangedAsync(context, connector.Descriptor, pending.Connection);
                return;
            }
        }
        catch (OrgException e)
        {
            await forms.WriteAsync(context, connector.Descriptor, pending.Connection, new FormTrouble(e.Message));
            return;
        }

        await PendingConnections.ForgetAsync(scope.Tenant, name, CancellationToken.None);
        await FirstImports.SetAsync(context, services.Orgs, zones);
        await FirstImports.StartAsync(context, services, starter, pending.Connection, pending.Connector);
    }

    // Where nothing waits any more, the page that was sent still says whose form it was.
    private static string? ConnectionIn(IFormCollection form) => form["connection"] is [{ } id] && ConnectionDirectory.IsId(id) ? id : null;

    // False where somebody has saved another connection of that id since the form was filled in: what was checked began from the former one.
    private async Task<bool> TrySaveAsync(OrgScope scope, ConnectorDescriptor descriptor, PendingConnection pending, ConfirmedPlaces places)
    {
        var now = await ConnectionDirectory.FindAsync(scope.Tenant, pending.Connection, CancellationToken.None);
        if (ConnectionSeen.MarkOf(now) != pending.Seen) return false;
        try
        {
            await services.Connections.SaveAsync(scope.Tenant, pending.Connection, pending.Connector, pending.Settings, pending.Accounts, places, CancellationToken.None,
                await LineAsync(scope, descriptor, pending, places), pending.KeepsGrant, new ConnectionSeen(now));
            return true;
        }
        catch (ConnectionChangedException)
        {
            return false;
        }
    }

    private async Task DemoAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is not { } form) return;
        var scope = context.OrgScope();
        if (services.DemoConnections.FirstOrDefault(d => d.Connector == form["connector"].ToString()) is not { } demo)
        {
            await ErrorPages.WriteAsync(context, StatusCodes.Status404NotFound, "No demo data", "This site has no demo shop to try. Connect your own POS under Connect. Nothing was changed.");
            return;
        }

        var settings = ConnectionSettings.From(services.Connectors.Find(demo.Connector).Descriptor, demo.Settings);
        Task Keep(IReadOnlyDictionary<string, Secret> changed, CancellationToken stop)
        {
            settings = settings.With(changed);
            return Task.CompletedTask;
        }

        var org = await OrgDirectory.GetAsync(scope.Tenant, context.RequestAborted);
        var report = await services.Checker.CheckAsync(demo.Connector, demo.ConnectionId, settings, org, Keep, context.RequestAborted);
        try
        {
            if (report.Verdicts is not [{ Ok: true }, ..]) throw new OrgException($"The demo shop does not answer: {report.Verdicts.FirstOrDefault()?.Message} Nothing was saved.");
            await services.Connections.SaveAsync(scope.Tenant, demo.ConnectionId, demo.Connector, settings, report.Accounts, CancellationToken.None,
                await LineAsync(scope, services.Connectors.Find(demo.Connector).Descriptor, new PendingConnection(demo.Connector, demo.ConnectionId, settings, report.Accounts)));
        }
        catch (OrgException e)
        {
            await ErrorPages.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "The demo data is not connected", e.Message);
            return;
        }

        await FirstImports.StartAsync(context, services, starter, demo.ConnectionId, demo.Connector);
    }

    private Task<DocumentWrite> LineAsync(OrgScope scope, ConnectorDescriptor descriptor, PendingConnection pending, ConfirmedPlaces? places = null) =>
        new SavedConnectionLine(services.Connections, scope.Tenant, scope.Caller.Actor).OfAsync(descriptor, pending, places: places);
}
