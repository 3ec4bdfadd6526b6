using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Web.Access;
using Sync.Web.Composition;
using Sync.Web.Runs;

namespace Sync.Web.Site.Connect;

/// <summary>Saving what was tried, looking at what a sign-in brought, and the first import.</summary>
internal sealed class ConnectSaves(SyncServices services, ConnectForms forms, Previews previews, RunStarter starter)
{
    public static void Map(IEndpointRouteBuilder routes, ConnectSaves my)
    {
        routes.MapPost("/orgs/{orgId}/connect/{connector}/save", (RequestDelegate)my.SaveAsync).ForOrg(Permission.ManageConnections);
        routes.MapPost("/orgs/{orgId}/connect-demo", (RequestDelegate)my.DemoAsync).ForOrg(Permission.ManageConnections);
        routes.MapGet("/orgs/{orgId}/connections/{id}/confirm", (RequestDelegate)my.LookAsync).ForOrg(Permission.ManageConnections);
        routes.MapPost("/orgs/{orgId}/connections/{id}/confirm", (RequestDelegate)my.ConfirmAsync).ForOrg(Permission.ManageConnections);
    }

    private async Task SaveAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is not { } form || await ConnectRoutes.ConnectorAsync(context, services.Connectors) is not { } connector) return;
        var (scope, name) = (context.OrgScope(), form["pending"].ToString());
        var pending = await services.PendingConnections.FindAsync(scope.Tenant, name, scope.Caller.Actor.Id, context.RequestAborted);
        if (pending is null || pending.Connector != connector.Descriptor.Id)
        {
            await forms.WriteAsync(context, connector.Descriptor, null, new FormTrouble(
                $"What was checked is kept for {PendingConnections.Life.TotalMinutes:0} minutes and saved once. Check it again, please. Nothing was saved."));
            return;
        }

        try
        {
            await services.Connections.SaveAsync(scope.Tenant, pending.Connection, pending.Connector, pending.Settings, pending.Accounts, context.RequestAborted,
                AuditLog.Line(services.Time, scope.Caller.Actor, "connection.saved", pending.Connection, connector.Descriptor.DisplayName));
        }
        catch (OrgException e)
        {
            await forms.WriteAsync(context, connector.Descriptor, null, new FormTrouble(e.Message));
            return;
        }

        await PendingConnections.ForgetAsync(scope.Tenant, name, CancellationToken.None);
        await StartAsync(context, pending.Connection);
    }

    private async Task DemoAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is not { } form) return;
        var scope = context.OrgScope();
        if (services.DemoConnections.FirstOrDefault(d => d.Connector == form["connector"].ToString()) is not { } demo)
        {
            await ErrorPages.WriteAsync(context, StatusCodes.Status404NotFound, "No demo data", "There is no demo shop here: 'possync demo' opens one. Nothing was changed.");
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
                AuditLog.Line(services.Time, scope.Caller.Actor, "connection.saved", demo.ConnectionId, demo.DisplayName));
        }
        catch (OrgException e)
        {
            await ErrorPages.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "The demo data is not connected", e.Message);
            return;
        }

        await StartAsync(context, demo.ConnectionId);
    }

    private async Task LookAsync(HttpContext context)
    {
        var (scope, cancellation) = (context.OrgScope(), context.RequestAborted);
        if (await ConnectionOf.RequestAsync(context) is not { } connection) return;
        var org = await OrgDirectory.GetAsync(scope.Tenant, cancellation);
        var descriptor = services.Connectors.Find(connection.Connector).Descriptor;
        var settings = await services.Connections.OpenAsync(scope.Tenant, connection, cancellation);
        var shared = services.Connections.SharedSecrets(scope.Tenant, connection.Id);
        var report = await services.Checker.CheckAsync(connection, settings, org, shared, cancellation);
        // The check may have renewed what it signed in with: what is stored now counts.
        var good = report.Verdicts is [{ Ok: true }, ..];
        var preview = good && await ConnectionDirectory.FindAsync(scope.Tenant, connection.Id, cancellation) is { } now ? await previews.OfAsync(scope.Tenant, now, org, cancellation) : null;
        var site = await SiteContext.OfOrgAsync(context, "Does this match your till?", "connect");
        await SitePage.WriteAsync<FoundPage>(context, new FoundModel(site, descriptor.DisplayName, connection.Id, report.Verdicts)
        {
            Connector = connection.Connector,
            Preview = preview,
        });
    }

    private async Task ConfirmAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is null || await ConnectionOf.RequestAsync(context) is not { } connection) return;
        await StartAsync(context, connection.Id);
    }

    private async Task StartAsync(HttpContext context, string connection)
    {
        var scope = context.OrgScope();
        var started = starter.TryStart(scope.Org, new RunOptions(), scope.Caller.Actor);
        if (started) await AuditLog.AddAsync(scope.Tenant, services.Time, scope.Caller.Actor, "run.started", connection, "first import", CancellationToken.None);
        Notices.Leave(context, started
            ? $"Connection “{connection}” is saved, and its import has begun."
            : $"Connection “{connection}” is saved. Another sync goes on; the next one reads it, or press Run now when this one is done.");
        await SitePage.SeeOther(context, $"/orgs/{scope.Org}");
    }
}
