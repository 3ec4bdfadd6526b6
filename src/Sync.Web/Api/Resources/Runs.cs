using Microsoft.AspNetCore.Http;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Queries;
using Sync.Store;
using Sync.Web.Access;
using Sync.Web.Api.OpenApi;
using Sync.Web.Api.Requests;

namespace Sync.Web.Api.Resources;

/// <summary><c>/runs</c>: what syncs did, for thirty days.</summary>
internal sealed class Runs(TimeProvider time)
{
    private const string Path = Orgs.Path + "/runs";
    private const string Collection = "runs";
    // A list would be long with them.
    private static readonly string[] Samples = ["sampled", "samples"];
    private static readonly string[] Results = ["done", "partial", "failed"];
    private static readonly ApiParameter[] Filters =
    [
        new("connection", "Only those of this connection; 404 where there is none of that id and no run of one is remembered."), new("result", "Only those that ended so.") { Choices = Results }, new("from", "Only those begun at this instant or later.", "date-time"), new("to", "Only those begun before this instant.", "date-time"),
    ];

    public void Map(ApiMap map)
    {
        map.Get(Path, Permission.ReadData, new("listRuns", "The runs, the newest first.") { Answer = "RunList", Paged = true, Query = Filters }, ListAsync);
        map.Get(Path + "/{runId}", Permission.ReadData, new("getRun", "A run.") { Answer = "Run" }, GetAsync);
        map.GetStream(Orgs.Path + "/runs.ndjson", Permission.ExportData, new("downloadRuns", "All runs that the filters select, the newest first, one to a line.") { Answer = "Run", ContentType = "application/x-ndjson", Query = Filters }, DownloadAsync);
    }

    private static async Task<ApiAnswer> ListAsync(ApiRequest request)
    {
        var given = request.Query();
        await RequireKnownAsync(request.Tenant, given, request.Cancellation);
        return await Pages.AnswerAsync(request, given, QueryOf(given), InList(request.Scope).Write);
    }

    // No runs of a connection that never was is not the same as none that fit: a name that is mistyped must not look like a quiet POS.
    private static async Task RequireKnownAsync(ITenantStore tenant, QueryReader given, CancellationToken cancellation)
    {
        if (given.Text("connection") is not { } id || await ConnectionDirectory.FindAsync(tenant, id, cancellation) is not null) return;
        var any = new DocumentQuery { Collection = Collection, Filters = [new("connection", FilterOperator.Equal, id)], Limit = 1 };
        if (!await tenant.QueryAsync(any, cancellation).AnyAsync(cancellation)) throw ApiProblem.NotFound("connection");
    }

    private static async Task<ApiAnswer> GetAsync(ApiRequest request)
    {
        request.NoQuery();
        var id = request.Part("runId");
        var run = DocumentId.TryEscape(id) != id ? null : await request.Tenant.GetAsync(new DocumentPath(Collection, id), request.Cancellation);
        return run is null ? throw ApiProblem.NotFound("run") : new PlainDocument(withId: true, RunSight.Of(request.Scope).Hidden).Answer(run);
    }

    // Written as it is read: thirty days of many connections need not fit into memory.
    private async Task DownloadAsync(HttpContext context)
    {
        var (scope, given) = (context.OrgScope(), new QueryReader(context.Request.Query));
        DocumentQuery query;
        try
        {
            query = QueryOf(given);
            given.Check();
            await RequireKnownAsync(scope.Tenant, given, context.RequestAborted);
        }
        catch (ApiProblem e)
        {
            await e.Answer().SendAsync(context);
            return;
        }

        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{scope.Org}-runs.ndjson\"";
        if (HttpMethods.IsHead(context.Request.Method)) return;
        await AuditLog.AddAsync(scope.Tenant, time, scope.Caller.Actor, "data.exported", "runs", cancellation: context.RequestAborted);
        var line = new PlainForm([.. RunSight.Of(scope).Hidden, .. Samples, "expireAt"], everywhere: true);
        await foreach (var run in scope.Tenant.QueryAsync(query, context.RequestAborted))
        {
            await context.Response.Body.WriteAsync(line.Of(run.Body), context.RequestAborted);
            await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
        }
    }

    private static PlainDocument InList(OrgScope scope) => new(withId: true, [.. RunSight.Of(scope).Hidden, .. Samples]);

    private static DocumentQuery QueryOf(QueryReader given)
    {
        List<DocumentFilter> filters = [];
        if (given.Text("connection") is { } connection) filters.Add(new("connection", FilterOperator.Equal, connection));
        if (given.OneOf("result", Results) is { } result) filters.Add(new("result", FilterOperator.Equal, result));
        filters.AddRange(Records.Between(given, "startedAt"));
        return new DocumentQuery { Collection = Collection, Filters = filters, OrderBy = [new("startedAt", Descending: true)] };
    }
}
