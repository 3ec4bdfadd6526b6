using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.Engine.Accounts;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Engine.Runs;
using Sync.Web.Access;
using Sync.Web.Composition;
using Sync.Web.Runs;
using Sync.Web.Site.Connect;

namespace Sync.Web.Site.Status;

/// <summary>What is done to one connection: run, pause, resume, read days again.</summary>
internal sealed class ConnectionActions(SyncServices services, RunStarter starter)
{
    public static void Map(IEndpointRouteBuilder routes, ConnectionActions my)
    {
        const string one = "/orgs/{orgId}/connections/{id}";
        routes.MapPost(one + "/run", (RequestDelegate)my.RunAsync).ForOrg(Permission.RunSyncs);
        routes.MapPost(one + "/re-import", (RequestDelegate)my.AgainAsync).ForOrg(Permission.RunSyncs);
        routes.MapPost(one + "/re-import/withdraw", (RequestDelegate)my.WithdrawAsync).ForOrg(Permission.RunSyncs);
        routes.MapPost(one + "/pause", (RequestDelegate)(c => my.SetActiveAsync(c, false))).ForOrg(Permission.ManageConnections);
        routes.MapPost(one + "/resume", (RequestDelegate)(c => my.SetActiveAsync(c, true))).ForOrg(Permission.ManageConnections);
    }

    /// <summary>Back to the connection's page.</summary>
    public static Task BackAsync(HttpContext context, string connection) => SitePage.SeeOther(context, PageOf(context, connection));

    /// <summary>The days that somebody typed and that were refused; null where none were.</summary>
    public static (string From, string To)? DaysOf(HttpRequest request) =>
        request.Query.ContainsKey("from") ? (request.Query["from"].ToString(), request.Query["to"].ToString()) : null;

    private static string PageOf(HttpContext context, string connection) => $"/orgs/{context.OrgScope().Org}/connections/{connection}";

    private async Task RunAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is null || await ConnectionOf.RequestAsync(context) is not { } connection) return;
        if (await RefusesAsync(context, connection)) return;
        await RunRoutes.StartAsync(context, starter, services.Time, new RunOptions { Only = connection.Id }, connection.Id, "", "The sync has begun.");
        await SitePage.SeeOther(context, $"/orgs/{context.OrgScope().Org}");
    }

    private async Task AgainAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is not { } form || await ConnectionOf.RequestAsync(context) is not { } connection) return;
        if (await RefusesAsync(context, connection)) return;
        var today = new ShopTime(await OrgDirectory.GetAsync(context.OrgScope().Tenant, context.RequestAborted), services.Time.GetUtcNow()).Today;
        var (hasFirst, hasLast) = (TryDay(form["from"], out var from), TryDay(form["to"], out var to));
        if (WrongIn(hasFirst ? from : null, hasLast ? to : null, today) is { } wrong)
        {
            Notices.Leave(context, wrong + " Nothing was started.");
            await SitePage.SeeOther(context, PageOf(context, connection.Id) + QueryString.Create("from", form["from"].ToString()).Add("to", form["to"].ToString()));
            return;
        }

        var days = $"{ShopTime.Day(from)} to {ShopTime.Day(to)}";
        await ReadAgainAsync(context, new OrderRange(connection.Id, from, to), days);
    }

    // The first thing that is wrong, and nothing that follows from it alone.
    private static string? WrongIn(DateOnly? from, DateOnly? to, DateOnly today) => (from, to) switch
    {
        (null, null) => "Give the first and the last day as dates.",
        (null, _) => "Give the first day as a date.",
        ({ } first, _) when first < OrderRange.First => $"The first day that can be read is {ShopTime.Day(OrderRange.First)}.",
        (_, null) => "Give the last day as a date.",
        ({ } first, { } last) when last < first => "The first day is after the last.",
        (_, { } last) when last > today => "The last day is in the future.",
        _ => null,
    };

    // Noted first, then carried out: what is killed in between, or has to wait for a run, the next run does.
    private async Task ReadAgainAsync(HttpContext context, OrderRange range, string days)
    {
        var scope = context.OrgScope();
        try
        {
            await new WaitingRanges(services.Time).AskAsync(scope.Tenant, range, scope.Caller.Actor);
        }
        catch (OrgException e)
        {
            Notices.Leave(context, e.Message);
            await BackAsync(context, range.Connection);
            return;
        }

        var begun = await starter.StartWhenFreeAsync(scope.Org, new RunOptions { OnlyWaiting = range.Connection }, scope.Caller.Actor);
        Notices.Leave(context, begun ? $"The orders of {days} are being read again." : $"Another sync of this shop goes on; the orders of {days} are read again as soon as that is done, also after a restart.");
        await SitePage.SeeOther(context, $"/orgs/{scope.Org}");
    }

    private async Task WithdrawAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is not { } form || await ConnectionOf.RequestAsync(context) is not { } connection) return;
        var scope = context.OrgScope();
        var withdrawn = TryDay(form["from"], out var from) && TryDay(form["to"], out var to)
            && await new WaitingRanges(services.Time).WithdrawAsync(scope.Tenant, new OrderRange(connection.Id, from, to), scope.Caller.Actor);
        Notices.Leave(context, withdrawn ? "These days are not read again." : "These days wait no more: they were read, or somebody else took them back.");
        await BackAsync(context, connection.Id);
    }

    // The page that was sent may be older than what somebody else has done.
    private static async Task<bool> RefusesAsync(HttpContext context, Connection connection)
    {
        var why = connection.Removing ? "is being removed." : connection.Unconfirmed ? "waits to be confirmed. Finish connecting it first." : connection.Active ? null : "is paused. Resume it first.";
        if (why is null) return false;
        Notices.Leave(context, $"{connection.Id} {why} Nothing was started.");
        await BackAsync(context, connection.Id);
        return true;
    }

    private async Task SetActiveAsync(HttpContext context, bool active)
    {
        if (await SiteForms.ReadAsync(context) is null || await ConnectionOf.RequestAsync(context) is not { } connection) return;
        var scope = context.OrgScope();
        try
        {
            await services.Connections.SetActiveAsync(scope.Tenant, connection.Id, active, scope.Caller.Actor, context.RequestAborted);
            Notices.Leave(context, active ? "Resumed: the next run reads it again." : (await new FileImports(services.Time).MayGoOnAsync(scope.Tenant, context.RequestAborted)
                ? "Paused: the sync that goes on now ends first, and after it nothing is read until you resume it."
                : "Paused: it is not read until you resume it.") + " What is stored stays.");
        }
        catch (OrgException e)
        {
            Notices.Leave(context, e.Message);
        }

        await BackAsync(context, connection.Id);
    }

    private static bool TryDay(string? text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
