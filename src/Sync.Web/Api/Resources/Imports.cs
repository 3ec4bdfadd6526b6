using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Engine.Requests;
using Sync.Web.Access;
using Sync.Web.Api.OpenApi;
using Sync.Web.Api.Requests;
using Sync.Web.Composition;
using Sync.Web.Site.Import;

namespace Sync.Web.Api.Resources;

/// <summary><c>/imports</c>: files that programs bring in.</summary>
internal sealed class Imports(SyncServices services, ImportFolder folder, ImportRunner runner)
{
    private const string Path = Orgs.Path + "/imports";
    private const string One = Path + "/{importId}";

    public void Map(ApiMap map)
    {
        map.PostFile(Path, Permission.ImportFiles, new("importFile", "Brings a file in, as possync import does; it goes on by itself, and the answer says where to ask how far it is.")
        {
            Body = "ImportFile",
            BodyType = "multipart/form-data",
            Answer = "ImportStarted",
            Status = 202,
        }, new FileReader(folder, services.Settings.LargestUpload), StartAsync, StillCounts);
        map.Get(One, Permission.ImportFiles, new("getImport", "What became of a file: for a day, and for whoever has brought it alone.") { Answer = "Import" }, GetAsync);
        map.GetStream(One + "/rejects.csv", Permission.ImportFiles | Permission.ExportData, new("downloadRejects", "The rows that did not go in, each with its reason, to be mended and imported.")
        {
            Answer = "RejectedRows",
            ContentType = "text/csv",
        }, RejectsAsync);
    }

    private async Task<ApiAnswer> StartAsync(ApiRequest request, BroughtFile file)
    {
        request.NoQuery();
        var job = await ImportAsk.ReadAsync(request, file, services.Time.GetUtcNow());
        await RequireFreeAsync(request, file, job);
        file.Place.Keep(job);
        file.Keep();
        await runner.ImportAsync(file.Place, job, request.Actor);
        var address = AddressOf(file.Place);
        return ApiAnswer.Json(w =>
        {
            w.WriteBoolean("started", true);
            w.WriteString("id", file.Place.Id);
            w.WriteString("import", address);
        }, StatusCodes.Status202Accepted) with
        { Location = address };
    }

    // One that was cut off is to be sent again; by the same key it would else be told of the dead one for a day.
    private bool StillCounts(OrgScope scope, KeptAnswer answer) =>
        answer.Location?.Split('/')[^1] is not { } id || runner.Look(id, () => folder.Find(scope.Org, id, scope.Caller.Actor)) is not (var busy, var (_, job)) || !IsCutOff(job, busy);

    private async Task RequireFreeAsync(ApiRequest request, BroughtFile file, ImportJob job)
    {
        var tenant = request.Tenant;
        var connection = await ConnectionDirectory.FindAsync(tenant, ImportRunner.Connection);
        if (connection is { Removing: true })
            throw ApiProblem.Conflict($"What came by files is being removed, with the connection '{ImportRunner.Connection}'. Send the file again when that is done. Nothing was imported.");
        if (connection is { Active: false })
            throw ApiProblem.Conflict($"Imports of files are paused. Resume the connection '{ImportRunner.Connection}' first. Nothing was imported.");
        if (runner.IsOrgBusy(tenant.Org)) throw ApiProblem.Conflict("A sync of this org goes on. Send the file again when it is done. Nothing was imported.");
        if (await FileImports.WhyNotAsync(tenant, await OrgDirectory.GetAsync(tenant), ImportRunner.Connection, runner.SettingsOf(file.Place, job, dry: true)) is { } why)
            throw ApiProblem.Undone("Cannot be imported", why + " Nothing was imported.", "currency");
    }

    private Task<ApiAnswer> GetAsync(ApiRequest request)
    {
        request.NoQuery();
        var (place, job, busy) = Find(request.Scope, request.Part("importId"));
        return Task.FromResult(ApiAnswer.Json(w => Write(w, place, job, busy)));
    }

    private async Task RejectsAsync(HttpContext context)
    {
        var scope = context.OrgScope();
        try
        {
            new QueryReader(context.Request.Query).Check();
            var (place, job, _) = Find(scope, (string)context.Request.RouteValues["importId"]!);
            if (!File.Exists(place.RejectsPath)) throw ApiProblem.NotFound("file of rejected rows: nothing of this import was rejected, or it is not over yet");
            context.Response.ContentType = "text/csv; charset=utf-8";
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.ContentDisposition = "attachment; filename=\"rejected-rows.csv\"";
            if (HttpMethods.IsHead(context.Request.Method)) return;
            await AuditLog.AddAsync(scope.Tenant, services.Time, scope.Caller.Actor, "data.exported", "rejected rows", job.FileName, context.RequestAborted);
            await context.Response.SendFileAsync(place.RejectsPath, context.RequestAborted); // safe to open in a spreadsheet as it was written
        }
        catch (ApiProblem e)
        {
            await e.Answer().SendAsync(context);
        }
    }

    private (ImportPlace Place, ImportJob Job, bool Busy) Find(OrgScope scope, string id) =>
        runner.Look(id, () => folder.Find(scope.Org, id, scope.Caller.Actor)) is (var busy, var (place, job)) ? (place, job, busy) : throw ApiProblem.NotFound("import");

    private static void Write(Utf8JsonWriter w, ImportPlace place, ImportJob job, bool busy)
    {
        w.WriteString("id", place.Id);
        w.WriteString("file", job.FileName);
        w.WriteString("as", job.As);
        w.WriteNumber("bytes", job.Bytes);
        w.WriteString("uploadedAt", job.UploadedAt.UtcDateTime);
        var result = busy || job.State == ImportState.Importing ? null : place.ReadResult();
        w.WriteString("state", StateOf(job, busy, result));
        if (result is not null) WriteResult(w, place, result);
    }

    // One that is just ending is still being worked on; one of the site's may be, to be looked at.
    private static string StateOf(ImportJob job, bool busy, ImportResult? result) =>
        busy && (job.ByProgram || job.State != ImportState.Previewed) ? "importing"
        : IsCutOff(job, busy) ? "cut_off"
        : result is null ? "waiting"
        : result.Went ? "done" : "failed";

    private static bool IsCutOff(ImportJob job, bool busy) => !busy && job.State == ImportState.Importing;

    private static void WriteResult(Utf8JsonWriter w, ImportPlace place, ImportResult result)
    {
        if (ErrorOf(result) is { } error) w.WriteString("error", error);
        w.WriteNumber("seconds", Math.Round(result.Seconds, 3));
        w.WriteStartObject("streams");
        foreach (var counts in result.Counts) Write(w, counts);
        w.WriteEndObject();
        w.WriteStartArray("named");
        foreach (var reject in result.Rejects)
        {
            w.WriteStartObject();
            w.WriteString("id", reject.Row);
            w.WriteString("reason", reject.Reason);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        if (result.Counts.Any(c => c.Rejected.Count > 0) && File.Exists(place.RejectsPath)) w.WriteString("rejects", AddressOf(place) + "/rejects.csv");
    }

    private static string? ErrorOf(ImportResult result) =>
        result.Error ?? (result.Counts.Count == 0 ? "The file holds no rows." : result.Counts.Select(c => c.Error).FirstOrDefault(e => e is not null));

    private static void Write(Utf8JsonWriter w, ImportCounts counts)
    {
        w.WriteStartObject(counts.Stream);
        w.WriteNumber("read", counts.Read);
        w.WriteNumber("created", counts.Created);
        w.WriteNumber("updated", counts.Updated);
        w.WriteNumber("unchanged", counts.Unchanged);
        w.WriteNumber("unmatched", counts.Unmatched);
        w.WriteStartObject("rejected");
        foreach (var (reason, count) in counts.Rejected) w.WriteNumber(reason, count);
        w.WriteEndObject();
        w.WriteStartArray("warnings");
        foreach (var warning in counts.Warnings) w.WriteStringValue(warning);
        w.WriteEndArray();
        w.WriteEndObject();
    }

    private static string AddressOf(ImportPlace place) => $"/api/orgs/{place.Org}/imports/{place.Id}";
}
