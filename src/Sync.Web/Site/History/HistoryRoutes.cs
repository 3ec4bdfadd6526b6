using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Queries;
using Sync.Store;
using Sync.Web.Access;
using Sync.Web.Composition;
using Sync.Web.Http;

namespace Sync.Web.Site.History;

/// <summary>What the org's runs have done: a list, each whole, and both to download.</summary>
internal sealed class HistoryRoutes(SyncServices services)
{
    private const string Pattern = "/orgs/{orgId}/history";
    private const int PageSize = 25;
    private const int DownloadPage = 200;

    public static void Map(IEndpointRouteBuilder routes, HistoryRoutes my)
    {
        routes.MapGet(Pattern, (RequestDelegate)my.ListAsync).ForOrg(Permission.ReadData);
        routes.MapGet(Pattern + "/{runId}", (RequestDelegate)my.ShowAsync).ForOrg(Permission.ReadData);
        routes.MapGet(Pattern + ".ndjson", (RequestDelegate)my.DownloadAllAsync).ForOrg(Permission.ExportData);
        routes.MapGet(Pattern + "/{runId}.ndjson", (RequestDelegate)my.DownloadAsync).ForOrg(Permission.ExportData);
    }

    private async Task ListAsync(HttpContext context)
    {
        var site = await SiteContext.OfOrgAsync(context, "History", "history");
        var (query, names) = (HistoryQuery.Of(context.Request), await NamesAsync(site.Scope!.Tenant, context.RequestAborted));
        var filter = new HistoryFilterModel(query.Connection, query.Result, query.From, query.To, [.. names.Select(n => (n.Key, n.Value))]);
        try
        {
            var asked = query.Filter(site.Settings!, PageSize);
            if (await IsRemovedAsync(site.Scope.Tenant, query, names, context.RequestAborted))
                filter = filter with { Connections = [.. filter.Connections, (query.Connection, query.Connection + " (removed)")] };
            var page = await RunHistory.ListAsync(site.Scope.Tenant, asked, context.RequestAborted);
            await SitePage.WriteAsync<HistoryPage>(context, new HistoryModel(site, filter, [.. page.Runs.Select(r => RunShow.Row(site, r, names))])
            {
                Older = page.Next is { } next ? query.Address(site.Address("/history"), next) : null,
                Newest = query.After.Length > 0 ? query.Address(site.Address("/history")) : null,
                Download = page.Runs.Count > 0 && site.Scope.May(Permission.ExportData) ? query.Address(site.Address("/history.ndjson")) : null,
            });
        }
        catch (FormatException e)
        {
            await SitePage.WriteAsync<HistoryPage>(context, new HistoryModel(site, filter, []) { Wrong = e.Message }, StatusCodes.Status400BadRequest);
        }
    }

    // A connection that was removed may still have runs; one that never was has none, which is not the same as none that fit.
    private static async Task<bool> IsRemovedAsync(ITenantStore tenant, HistoryQuery query, IReadOnlyDictionary<string, string> names, CancellationToken cancellation)
    {
        if (query.ConnectionAlone is not { } alone || names.ContainsKey(query.Connection)) return false;
        return (await RunHistory.ListAsync(tenant, alone, cancellation)).Runs.Count > 0
            ? true
            : throw new FormatException($"There is no connection '{query.Connection}', and no run of one is remembered. Choose one of the list.");
    }

    private async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } run) return;
        var site = await SiteContext.OfOrgAsync(context, "Run", "history");
        var model = RunShow.Whole(site, run, await NamesAsync(site.Scope!.Tenant, context.RequestAborted), RunSight.Of(site.Scope));
        await SitePage.WriteAsync<RunPage>(context, model with { Download = site.Scope.May(Permission.ExportData) ? model.Row.Address + ".ndjson" : null });
    }

    private async Task DownloadAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } run) return;
        var scope = context.OrgScope();
        await BeginDownloadAsync(context, "a run", run.Id, "run.ndjson");
        foreach (var line in RunNdjson.Lines(run, RunSight.Of(scope))) await context.Response.Body.WriteAsync(line, context.RequestAborted);
    }

    private async Task DownloadAllAsync(HttpContext context)
    {
        var (scope, query) = (context.OrgScope(), HistoryQuery.Of(context.Request) with { After = "" });
        RunFilter filter;
        try
        {
            await IsRemovedAsync(scope.Tenant, query, await NamesAsync(scope.Tenant, context.RequestAborted), context.RequestAborted); // refuses one that never was
            filter = query.Filter(await Engine.Orgs.OrgDirectory.GetAsync(scope.Tenant, context.RequestAborted), DownloadPage);
        }
        catch (FormatException e)
        {
            await Problem.WriteAsync(context, StatusCodes.Status400BadRequest, "Bad request", e.Message);
            return;
        }

        await BeginDownloadAsync(context, "runs", query.Address(""), "runs.ndjson");
        for (var next = filter; next is not null;)
        {
            var page = await RunHistory.ListAsync(scope.Tenant, next, context.RequestAborted);
            foreach (var run in page.Runs) await context.Response.Body.WriteAsync(RunNdjson.Line(run, RunSight.Of(scope)), context.RequestAborted);
            next = page.Next is { } after ? filter with { After = after } : null;
        }
    }

    private async Task BeginDownloadAsync(HttpContext context, string subject, string detail, string name)
    {
        var scope = context.OrgScope();
        await AuditLog.AddAsync(scope.Tenant, services.Time, scope.Caller.Actor, "data.exported", subject, detail, context.RequestAborted);
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
    }

    private static async Task<RunEntry?> FindAsync(HttpContext context)
    {
        if (await RunHistory.FindAsync(context.OrgScope().Tenant, (string)context.Request.RouteValues["runId"]!, context.RequestAborted) is { } run) return run;
        await ErrorPages.WriteAsync(context, StatusCodes.Status404NotFound, "No such run", "There is no such run of this shop, or it was more than thirty days ago: runs are kept for thirty days.");
        return null;
    }

    private async Task<IReadOnlyDictionary<string, string>> NamesAsync(ITenantStore tenant, CancellationToken cancellation)
    {
        var connections = await ConnectionDirectory.ListAsync(tenant, cancellation);
        return connections.ToDictionary(c => c.Id, c =>
        {
            var name = services.Connectors.Find(c.Connector).Descriptor.NameOf(c.Given);
            return connections.Count(o => o.Connector == c.Connector) > 1 ? $"{name} ({c.Id})" : name;
        });
    }
}
