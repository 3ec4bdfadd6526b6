using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Web.Access;
using Sync.Web.Composition;
using Sync.Web.Connect;

namespace Sync.Web.Site.Connect;

/// <summary>Choosing a POS, filling in its form, and going there to sign in.</summary>
internal sealed class ConnectRoutes(SyncServices services, ConnectForms forms, ConnectChecks checks)
{
    private const long LargestForm = 512 * 1024; // a definition of a REST POS is a document

    public static void Map(IEndpointRouteBuilder routes, ConnectRoutes my)
    {
        const string one = "/orgs/{orgId}/connect/{connector}";
        routes.MapGet("/orgs/{orgId}/connect", (RequestDelegate)my.CardsAsync).ForOrg(Permission.ManageConnections);
        routes.MapGet(one, (RequestDelegate)my.FormAsync).ForOrg(Permission.ManageConnections);
        routes.MapPost(one + "/sign-in", (RequestDelegate)my.SignInAsync).ForOrg(Permission.ManageConnections);
        routes.MapPost(one + "/check", (RequestDelegate)my.CheckAsync).ForOrg(Permission.ManageConnections);
    }

    /// <summary>The connector that the address names; null where there is none, which has been said then.</summary>
    public static async Task<IPosConnector?> ConnectorAsync(HttpContext context, ConnectorCatalog connectors)
    {
        var id = (string?)context.Request.RouteValues["connector"];
        if (connectors.All.FirstOrDefault(c => c.Descriptor.Id == id && c.Descriptor.Scheduled) is { } found) return found;
        await ErrorPages.WriteAsync(context, StatusCodes.Status404NotFound, "No such POS", "There is no connector of that name that a POS can be connected with. Choose one under Connect.");
        return null;
    }

    private async Task CardsAsync(HttpContext context)
    {
        var site = await SiteContext.OfOrgAsync(context, "Connect", "connect");
        var saved = await ConnectionDirectory.ListAsync(site.Scope!.Tenant, context.RequestAborted);
        var cards = services.Connectors.All.Select(c => c.Descriptor)
            .OrderBy(d => !d.Scheduled).ThenBy(d => d.DisplayName, StringComparer.OrdinalIgnoreCase)
            .Select(d => new ConnectCard(
                site.Address(d.Scheduled ? "/connect/" + d.Id : "/import"), d.DisplayName, ConnectorFacts.Brings(d), ConnectorFacts.SignIn(d, forms.CanSignIn(d)),
                ConnectorFacts.History(d), [.. saved.Where(s => s.Connector == d.Id && !s.Unconfirmed).Select(s => s.Id)])
            {
                Unfinished = [.. saved.Where(s => s.Connector == d.Id && s is { Unconfirmed: true, Removing: false }).Select(s => s.Id)],
            });
        await SitePage.WriteAsync<CardsPage>(context, new CardsModel(site, [.. cards], [.. services.DemoConnections.Select(d => (d.Connector, d.DisplayName))]));
    }

    private async Task FormAsync(HttpContext context)
    {
        // What files bring is brought on a page of its own.
        var id = (string?)context.Request.RouteValues["connector"];
        if (services.Connectors.All.Any(c => c.Descriptor.Id == id && !c.Descriptor.Scheduled)) await SitePage.SeeOther(context, $"/orgs/{context.OrgScope().Org}/import");
        else if (await ConnectorAsync(context, services.Connectors) is { } connector)
        {
            if (await TriedAsync(context, connector) is { } tried) await forms.WriteAsync(context, connector.Descriptor, tried);
            else await forms.WriteAsync(context, connector.Descriptor, context.Request.Query["connection"] is [{ } one] ? one : null, null);
        }
    }

    private async Task<PendingConnection?> TriedAsync(HttpContext context, IPosConnector connector)
    {
        if (context.Request.Query["pending"] is not [{ } name]) return null;
        var scope = context.OrgScope();
        var tried = await services.PendingConnections.FindAsync(scope.Tenant, name, scope.Caller.Actor.Id, context.RequestAborted);
        return tried?.Connector == connector.Descriptor.Id ? tried : null;
    }

    private async Task SignInAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is not { } form || await ConnectorAsync(context, services.Connectors) is not { } connector) return;
        var (scope, descriptor) = (context.OrgScope(), connector.Descriptor);
        var connection = form["connection"].ToString();
        if (!forms.CanSignIn(descriptor) || !ConnectionDirectory.IsId(connection) || scope.Caller.Account is not { } account)
        {
            await forms.WriteAsync(context, descriptor, connection, new FormTrouble("Signing in is not set up for this POS here. Fill in the form instead."));
            return;
        }

        var given = ConnectFields.Read(form, ConnectFields.AskedBeforeSignIn(descriptor)).Where(g => !IsDefault(descriptor, g)).ToDictionary();
        var ask = new ConnectAsk(scope.Org, descriptor.Id, connection, given) { By = account.Id };
        try
        {
            var plan = await SignInPlan.MakeAsync(services, scope.Tenant, ask, context.RequestAborted);
            _ = plan.OAuth.AuthoriseAt(plan.Settings); // a shop that is none is refused here already
            var ticket = await services.Tickets.IssueAsync(scope.Tenant, ask, context.RequestAborted);
            var site = await SiteContext.OfOrgAsync(context, "On to " + descriptor.DisplayName, "connect");
            // A page and not a redirect: browsers hold a form to our own addresses, through redirects too.
            await SitePage.WriteAsync<LeavePage>(context, new LeaveModel(site, descriptor.DisplayName, ConnectLinks.Start(services.PublicUrl, ask, ticket)));
        }
        catch (FixSettingsException e)
        {
            await forms.WriteAsync(context, descriptor, connection, new FormTrouble(e.OwnerMessage) { SignIn = true, Setting = e.Setting, Given = given });
        }
        catch (OrgException e)
        {
            await forms.WriteAsync(context, descriptor, connection, new FormTrouble(e.Message) { Given = given });
        }
    }

    private async Task CheckAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = LargestForm;
        if (await SiteForms.ReadAsync(context) is not { } form || await ConnectorAsync(context, services.Connectors) is not { } connector) return;
        await checks.CheckAsync(context, connector.Descriptor, form);
    }

    private static bool IsDefault(ConnectorDescriptor descriptor, KeyValuePair<string, string> given) =>
        descriptor.Fields.First(f => f.Name == given.Key).Default == given.Value;
}
