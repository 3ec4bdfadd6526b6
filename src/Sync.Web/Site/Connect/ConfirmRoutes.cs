using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.Engine.Accounts;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Web.Access;
using Sync.Web.Composition;
using Sync.Web.Runs;
using Sync.Web.Site.Settings;

namespace Sync.Web.Site.Connect;

/// <summary>Looking at what a sign-in at the POS has brought: confirming it with its time zones, or giving it up.</summary>
internal sealed class ConfirmRoutes(SyncServices services, Previews previews, RunStarter starter)
{
    /// <summary>The form's field that says that the connection waited for it.</summary>
    public const string Waits = "waits";

    public static void Map(IEndpointRouteBuilder routes, ConfirmRoutes my)
    {
        const string one = "/orgs/{orgId}/connections/{id}";
        routes.MapGet(one + "/confirm", (RequestDelegate)my.LookAsync).ForOrg(Permission.ManageConnections);
        routes.MapPost(one + "/confirm", (RequestDelegate)my.ConfirmAsync).ForOrg(Permission.ManageConnections);
        routes.MapPost(one + "/give-up", (RequestDelegate)my.GiveUpAsync).ForOrg(Permission.ManageConnections);
    }

    private async Task LookAsync(HttpContext context)
    {
        if (await RequestAsync(context) is { } connection) await ShowAsync(context, connection, null);
    }

    // What files bring has no account to look at.
    private async Task<Connection?> RequestAsync(HttpContext context)
    {
        if (await ConnectionOf.RequestAsync(context) is not { } connection) return null;
        if (services.Connectors.Find(connection.Connector).Descriptor.Scheduled) return connection;
        await SitePage.SeeOther(context, $"/orgs/{context.OrgScope().Org}/connections/{connection.Id}");
        return null;
    }

    private async Task ShowAsync(HttpContext context, Connection connection, ZoneForm? typed)
    {
        var (scope, cancellation) = (context.OrgScope(), context.RequestAborted);
        var org = await OrgDirectory.GetAsync(scope.Tenant, cancellation);
        var descriptor = services.Connectors.Find(connection.Connector).Descriptor;
        var settings = await services.Connections.OpenAsync(scope.Tenant, connection, cancellation);
        var shared = services.Connections.SharedSecrets(scope.Tenant, connection.Id);
        var report = await services.Checker.CheckAsync(connection, settings, org, shared, cancellation);
        // The check may have renewed what it signed in with: what is stored now counts.
        var now = report.Verdicts is [{ Ok: true }, ..] ? await ConnectionDirectory.FindAsync(scope.Tenant, connection.Id, cancellation) : null;
        var preview = now is null ? null : await previews.OfAsync(scope.Tenant, typed is null ? now : now with { Zones = typed.Zones }, org, cancellation);
        var site = await SiteContext.OfOrgAsync(context, "Does this match your till?", "connect");
        await SitePage.WriteAsync<FoundPage>(context, new FoundModel(site, descriptor.NameOf(connection.Given), connection.Id, report.Verdicts)
        {
            Connector = connection.Connector,
            Unconfirmed = connection.Unconfirmed,
            Import = await ImportStages.OfAsync(scope.Tenant, services.Connectors, connection.Id, connection.Connector, cancellation),
            Preview = preview,
            NewCurrency = await FirstImports.NewCurrencyAsync(context, preview?.Currency),
            Seal = preview is null ? "" : PlaceSeal.Of(context, connection.Id, preview.Places.Select(p => (p.Id, p.PosZone, p.Name))),
            Wrong = typed?.Wrong,
            Zones = SettingsForm.Zones,
        }, typed is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private async Task ConfirmAsync(HttpContext context)
    {
        ZoneForm.Allow(context);
        if (await SiteForms.ReadAsync(context) is not { } form || await RequestAsync(context) is not { } connection) return;
        var (scope, zones) = (context.OrgScope(), await FirstImports.CheckedAsync(context, ZoneForm.Read(context, connection.Id, form)));
        if (zones.Wrong is not null)
        {
            await ShowAsync(context, connection, zones);
            return;
        }

        bool first;
        try
        {
            first = await new UnconfirmedConnections(services.Time).ConfirmAsync(scope.Tenant, connection.Id, zones.Places, scope.Caller.Actor, CancellationToken.None);
        }
        catch (OrgException e)
        {
            Notices.Leave(context, e.Message);
            await SitePage.SeeOther(context, $"/orgs/{scope.Org}");
            return;
        }

        await FirstImports.SetAsync(context, services.Orgs, zones);
        if (!first && form[Waits] == "yes") // sent twice, or by two people: the first import was started by whoever was faster
        {
            Notices.Leave(context, $"Connection “{connection.Id}” is confirmed already, and its first import was started then.");
            await SitePage.SeeOther(context, $"/orgs/{scope.Org}");
            return;
        }

        await FirstImports.StartAsync(context, services, starter, connection.Id, connection.Connector);
    }

    private async Task GiveUpAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is null || await ConnectionOf.RequestAsync(context) is not { } connection) return;
        var scope = context.OrgScope();
        try
        {
            await new UnconfirmedConnections(services.Time).GiveUpAsync(scope.Tenant, connection.Id, scope.Caller.Actor, CancellationToken.None);
            Notices.Leave(context, $"The sign-in of “{connection.Id}” is forgotten. Nothing of that shop was stored.");
        }
        catch (OrgException e)
        {
            Notices.Leave(context, e.Message);
        }

        await SitePage.SeeOther(context, $"/orgs/{scope.Org}/connect");
    }
}
