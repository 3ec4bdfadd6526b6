using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Web.Access;
using Sync.Web.Composition;
using Sync.Web.Runs;

namespace Sync.Web.Site.Status;

/// <summary>Starting a sync, and trying one without writing.</summary>
internal sealed class RunRoutes(SyncServices services, RunStarter starter, LiveRuns live)
{
    public static void Map(IEndpointRouteBuilder routes, RunRoutes my)
    {
        routes.MapPost("/orgs/{orgId}/run", (RequestDelegate)my.RunAsync).ForOrg(Permission.RunSyncs);
        routes.MapPost("/orgs/{orgId}/dry-run", (RequestDelegate)my.TryAsync).ForOrg(Permission.RunSyncs);
        routes.MapPost("/orgs/{orgId}/tie-out", (RequestDelegate)my.CompareAsync).ForOrg(Permission.RunSyncs);
        routes.MapGet("/orgs/{orgId}/dry-run", (RequestDelegate)my.TriedAsync).ForOrg(Permission.RunSyncs);
    }

    /// <summary>Starts a run, now or when the one that goes on has ended, and says which.</summary>
    public static async Task StartAsync(HttpContext context, RunStarter starter, TimeProvider time, RunOptions options, string subject, string detail, string said)
    {
        var scope = context.OrgScope();
        var begun = await starter.StartWhenFreeAsync(scope.Org, options, scope.Caller.Actor, CancellationToken.None);
        var told = begun ? detail : (detail.Length > 0 ? detail + ", " : "") + "after the one that goes on";
        await AuditLog.AddAsync(scope.Tenant, time, scope.Caller.Actor, "run.started", subject, told, CancellationToken.None);
        Notices.Leave(context, begun ? said : "Another sync of this shop goes on; what you asked for begins by itself as soon as that is done.");
    }

    private async Task RunAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is null) return;
        await StartAsync(context, starter, services.Time, new RunOptions(), "all connections", "", "The sync has begun.");
        await SitePage.SeeOther(context, $"/orgs/{context.OrgScope().Org}");
    }

    private async Task TryAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is not { } form) return;
        var only = form["connection"].ToString() is { Length: > 0 } id ? id : null;
        var scope = context.OrgScope();
        if (only is not null && await ConnectionDirectory.FindAsync(scope.Tenant, only) is null)
        {
            await ErrorPages.WriteAsync(context, StatusCodes.Status404NotFound, "No such connection", "This connection is not there, or not any more. The status page shows those there are. Nothing was started.");
            return;
        }

        var started = await starter.TryStartAsync(scope.Org, new RunOptions { DryRun = true, Only = only }, scope.Caller.Actor, CancellationToken.None);
        if (started) await AuditLog.AddAsync(scope.Tenant, services.Time, scope.Caller.Actor, "run.started", only ?? "all connections", "dry run", CancellationToken.None);
        Notices.Leave(context, started ? "The dry run has begun. It writes nothing." : "Another sync of this shop goes on. Wait until it is done, and try the dry run again. Nothing was started.");
        await SitePage.SeeOther(context, $"/orgs/{scope.Org}{(started ? "/dry-run" : "")}");
    }

    private async Task CompareAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is null) return;
        var scope = context.OrgScope();
        var report = await services.TieOut.CheckAsync(scope.Tenant, TieOut.UsualDays, context.RequestAborted);
        Notices.Leave(context, Said(report));
        await SitePage.SeeOther(context, $"/orgs/{scope.Org}");
    }

    private static string Said(TieOutReport report)
    {
        if (report.Unsettled) return "A sync goes on and changes these days while they are compared. Wait until it is done, and compare again. What was found before stays.";
        var (all, wrong) = (DaysOf(report.Days), DaysOf(report.Days.Where(d => !d.Matches)));
        return all == 0 ? "There was nothing to compare: no sale of these days is stored."
            : wrong == 0 ? all == 1 ? "The one day with sales adds up." : $"All {all} days add up."
            : $"{wrong} of {all} days do not add up; see below.";
    }

    // Each location of each connection has its own total of a day.
    private static int DaysOf(IEnumerable<TieOutDay> totals) => totals.Select(t => t.Day).Distinct().Count();

    private async Task TriedAsync(HttpContext context)
    {
        var site = await SiteContext.OfOrgAsync(context, "Dry run", "status");
        await SitePage.WriteAsync<DryRunPage>(context, DryRuns.Of(site, live.FindDry(site.Scope!.Org)));
    }
}
