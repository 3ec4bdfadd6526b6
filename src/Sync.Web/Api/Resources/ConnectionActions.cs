using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Web.Api.OpenApi;
using Sync.Web.Api.Requests;
using Sync.Web.Composition;
using Sync.Web.Reports;
using Sync.Web.Runs;

namespace Sync.Web.Api.Resources;

/// <summary>What is done with a connection: pause, resume, run, read days again, delete.</summary>
internal sealed class ConnectionActions(SyncServices services, RunStarter starter)
{
    public void Map(ApiMap map)
    {
        map.Post(Connections.One + "/pause", Permission.ManageConnections, new("pauseConnection", "Leaves the connection out of syncs until it is resumed; one that goes on now ends first, and what came from it stays.") { Answer = "Connection" }, r => SetActiveAsync(r, false));
        map.Post(Connections.One + "/resume", Permission.ManageConnections, new("resumeConnection", "Syncs the connection again.") { Answer = "Connection" }, r => SetActiveAsync(r, true));
        map.Post(Connections.One + "/run", Permission.RunSyncs, new("runConnection", "Starts a sync of the connection, which goes on by itself; the answer says where its record will stand.")
        {
            Body = "RunAsk",
            BodyOptional = true,
            Answer = "Started",
            Status = 202,
            Refusals = [409],
        }, RunAsync);
        map.Post(Connections.One + "/dry-run", Permission.RunSyncs, new("tryRun", "Reads the POS as a sync would and answers with what it would write, once it is through: a first sync may take minutes. Writes nothing.")
        {
            Body = "RunAsk",
            BodyOptional = true,
            Answer = "DryRun",
            Refusals = [409],
        }, DryRunAsync);
        map.Post(Connections.One + "/re-import", Permission.RunSyncs, new("reimportOrders", "Reads the orders of some days again, compares them with what is stored, puts them right and counts them again; goes on by itself, after the run that goes on where one does.")
        {
            Body = "DayRange",
            Answer = "Started",
            Status = 202,
            Refusals = [409],
        }, AgainAsync);
        map.Post(Connections.One + "/re-import/withdraw", Permission.RunSyncs, new("withdrawReimport", "Takes days back that wait to be read again (waitingRanges of the status); a run that is reading them goes on. 404 where these days do not wait.")
        {
            Body = "DayRange",
            Status = 204,
        }, WithdrawAsync);
        map.Delete(Connections.One, Permission.ManageConnections, new("removeConnection", "Removes the connection with everything that came from it; that is begun at once and goes on by itself. Where If-Match is sent, only as it was read (412).")
        {
            Answer = "Started",
            MayMatch = true,
            Status = 202,
        }, RemoveAsync);
    }

    private async Task<ApiAnswer> SetActiveAsync(ApiRequest request, bool active)
    {
        request.NoQuery();
        request.Body(optional: true).Check();
        var connection = await Connections.FindAsync(request);
        await services.Connections.SetActiveAsync(request.Tenant, connection.Id, active, request.Actor);
        return await ConnectionJson.AnswerAsync(services, await Connections.FindAsync(request), request.Scope);
    }

    private async Task<ApiAnswer> RunAsync(ApiRequest request)
    {
        var options = await AskedAsync(request);
        var since = services.Time.GetUtcNow();
        if (!await starter.TryStartAsync(request.Tenant.Org, options, request.Actor))
            throw ApiProblem.Conflict("A run of this org goes on already. Nothing was started.");
        await AuditLog.AddAsync(request.Tenant, services.Time, request.Actor, "run.started", options.Only!, options.Full ? "full" : "");
        return Started(request, options.Only!, since);
    }

    private async Task<ApiAnswer> DryRunAsync(ApiRequest request)
    {
        var options = await AskedAsync(request) with { DryRun = true };
        var outcome = await starter.TryDryAsync(request.Tenant.Org, options, request.Actor, () => AuditLog.AddAsync(
            request.Tenant, services.Time, request.Actor, "run.started", options.Only!, options.Full ? "dry run, full" : "dry run"));
        if (outcome is null) throw ApiProblem.Conflict("A run of this org goes on already. Nothing was started.");
        return outcome.Report is { } report
            ? ApiAnswer.Json(w => OrgJson.Write(w, report))
            : throw new ApiProblem(StatusCodes.Status503ServiceUnavailable, "Not done", outcome.Error + " Nothing was written.");
    }

    // The connection that the path names, and how the body wants it read.
    private static async Task<RunOptions> AskedAsync(ApiRequest request)
    {
        request.NoQuery();
        var body = request.Body(optional: true);
        var options = new RunOptions { Full = body.Flag("full") ?? false };
        body.Check();
        var connection = await Connections.FindAsync(request);
        RequireStaying(connection);
        if (connection.Unconfirmed) throw ApiProblem.Conflict($"Connection '{connection.Id}' waits to be confirmed on the site. Nothing was started.");
        if (!connection.Active) throw ApiProblem.Conflict($"Connection '{connection.Id}' is paused. Resume it first. Nothing was started.");
        return options with { Only = connection.Id };
    }

    private static void RequireStaying(Connection connection)
    {
        if (connection.Removing) throw ApiProblem.Conflict($"Connection '{connection.Id}' is being removed. Nothing was started.");
    }

    private async Task<ApiAnswer> AgainAsync(ApiRequest request)
    {
        request.NoQuery();
        var body = request.Body();
        var (from, to) = (Day(body, "from"), Day(body, "to"));
        if (from < OrderRange.First && !body.IsWrong("from"))
            body.Wrong("from", string.Create(CultureInfo.InvariantCulture, $"'from' is before {OrderRange.First:yyyy-MM-dd}, the first day that can be read."));
        if (to < from && !body.IsWrong("from") && !body.IsWrong("to")) body.Wrong("to", "'to' is before 'from'."); // of a day that is none nothing can be said
        body.Check();
        var org = await OrgDirectory.GetAsync(request.Tenant);
        if (to > StoreClock.Of(org.TimeZone, org.DayStartHour).At(services.Time.GetUtcNow()).Date) throw ApiProblem.Invalid("to", "'to' is in the future.");
        var connection = await Connections.FindAsync(request);
        RequireStaying(connection);
        if (!connection.Active) throw ApiProblem.Conflict($"Connection '{connection.Id}' is not active. Resume it, or finish connecting it, first. Nothing was started.");
        if (!services.Connectors.Find(connection.Connector).Descriptor.Scheduled)
            throw ApiProblem.Conflict($"'{connection.Id}' is brought in by files: import the file of these days again. Nothing was started.");
        var since = services.Time.GetUtcNow();
        // Noted first, then carried out: what is killed in between, or has to wait for a run, the next run does.
        await new WaitingRanges(services.Time).AskAsync(request.Tenant, new OrderRange(connection.Id, from, to), request.Actor);
        await starter.StartWhenFreeAsync(request.Tenant.Org, new RunOptions { OnlyWaiting = connection.Id }, request.Actor);
        return Started(request, connection.Id, since);
    }

    private async Task<ApiAnswer> WithdrawAsync(ApiRequest request)
    {
        request.NoQuery();
        var body = request.Body();
        var (from, to) = (Day(body, "from"), Day(body, "to"));
        body.Check();
        var connection = await Connections.FindAsync(request);
        return await new WaitingRanges(services.Time).WithdrawAsync(request.Tenant, new OrderRange(connection.Id, from, to), request.Actor)
            ? ApiAnswer.None
            : throw ApiProblem.NotFound("range of days that waits");
    }

    private static DateOnly Day(BodyReader body, string name)
    {
        var text = body.RequiredText(name);
        if (text.Length > 0 && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        if (text.Length > 0) body.Wrong(name, $"'{name}' is no day; give it as 2026-03-31.");
        return default;
    }

    // Noted first, then carried out: what is killed in between, or has to wait for a run, the next run does.
    private async Task<ApiAnswer> RemoveAsync(ApiRequest request)
    {
        request.NoQuery();
        var connection = await Connections.FindAsync(request);
        ETags.RequireIfGiven(request.Context, (await ConnectionJson.AnswerAsync(services, connection, request.Scope)).ETag!);
        await services.Connections.BeginRemovalAsync(request.Tenant, connection.Id, request.Actor);
        await starter.StartWhenFreeAsync(request.Tenant.Org, new RunOptions { OnlyRemovals = true }, request.Actor);
        return ApiAnswer.Json(w => w.WriteBoolean("started", true), StatusCodes.Status202Accepted) with { Location = StatusOf(request) };
    }

    // A run has its id once it has the org's lease. Where another process is faster, its run is the oldest, and this one the next.
    private static ApiAnswer Started(ApiRequest request, string connection, DateTimeOffset since) => ApiAnswer.Json(
        w =>
        {
            w.WriteBoolean("started", true);
            w.WriteString("runs", string.Create(CultureInfo.InvariantCulture, $"/api/orgs/{request.Tenant.Org}/runs?connection={connection}&from={since.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffffffZ}"));
        }, StatusCodes.Status202Accepted) with
    { Location = StatusOf(request) };

    private static string StatusOf(ApiRequest request) => $"/api/orgs/{request.Tenant.Org}/sync-status";
}
