using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.ConnectorKit;
using Sync.Connectors.Files;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Web.Access;
using Sync.Web.Composition;
using Sync.Web.Http;

namespace Sync.Web.Site.Import;

/// <summary>Bringing files in: upload, columns, preview, import, what was rejected.</summary>
internal sealed class ImportRoutes(SyncServices services, ImportFolder folder, ImportRunner runner, ColumnsStep columns)
{
    private const string Pattern = "/orgs/{orgId}/import";
    private const string UnderWay = "This file is being worked on already.";

    public static void Map(IEndpointRouteBuilder routes, ImportRoutes my)
    {
        routes.MapGet(Pattern, (RequestDelegate)my.BeginAsync).ForOrg(Permission.ImportFiles);
        routes.MapPost(Pattern, (RequestDelegate)my.UploadAsync).ForOrg(Permission.ImportFiles).WithMetadata(DrainedBody.Metadata);
        routes.MapGet(Pattern + "/{id}", (RequestDelegate)my.ShowAsync).ForOrg(Permission.ImportFiles);
        routes.MapPost(Pattern + "/{id}/columns", (RequestDelegate)my.ChooseAsync).ForOrg(Permission.ImportFiles);
        routes.MapPost(Pattern + "/{id}/start", (RequestDelegate)my.StartAsync).ForOrg(Permission.ImportFiles);
        routes.MapPost(Pattern + "/{id}/remove", (RequestDelegate)my.RemoveAsync).ForOrg(Permission.ImportFiles);
        routes.MapGet(Pattern + "/{id}/rejects.csv", (RequestDelegate)my.RejectsAsync).ForOrg(Permission.ImportFiles | Permission.ExportData);
    }

    private Task BeginAsync(HttpContext context) => BeginAsync(context, null, StatusCodes.Status200OK);

    private async Task BeginAsync(HttpContext context, string? wrong, int status)
    {
        var scope = context.OrgScope();
        var waiting = folder.List(scope.Org, scope.Caller.Actor).Select(f => (
            AddressOf(f.Place), f.Job.FileName, WordsOf(f.Place, f.Job), f.Job.UploadedAt));
        await SitePage.WriteAsync<ImportPage>(context, new ImportPageModel(await SiteAsync(context, "Import a file"), services.Settings.LargestUpload >> 20, [.. waiting])
        {
            Wrong = wrong,
            ShortLived = !services.Settings.Store.IsFile,
        }, status);
    }

    private string WordsOf(ImportPlace place, ImportJob listed) => runner.Look(place.Id, place.ReadJob) switch
    {
        (true, _) => "under way",
        (_, var job) => (job ?? listed).State switch
        {
            ImportState.Ended => "imported",
            ImportState.Importing => "cut off: open it to import the rest",
            _ => "waiting",
        },
    };

    private async Task UploadAsync(HttpContext context)
    {
        var scope = context.OrgScope();
        ImportPlace? place = null;
        try
        {
            if (folder.IsFull(scope.Org, scope.Caller.Actor))
                throw new UploadRefused(StatusCodes.Status409Conflict, $"{ImportFolder.MostWaiting} files of yours wait already. Import or throw away one of them first.");
            if (await UploadReader.ReadAsync(context, () => (place = folder.Create(scope.Org)).FilePath, services.Settings.LargestUpload) is not { } upload) return;
            await UnzippedSize.CheckAsync(place!.FilePath, context.RequestAborted);
            await LookAsync(place, upload, context.RequestAborted);
            place.Keep(new ImportJob { FileName = upload.FileName, As = upload.As, Bytes = upload.Bytes, OwnerId = scope.Caller.Actor.Id, UploadedAt = services.Time.GetUtcNow() });
            await SitePage.SeeOther(context, AddressOf(place));
        }
        catch (UploadRefused e)
        {
            if (place is not null) ImportFolder.Remove(place);
            await BeginAsync(context, e.Message, e.Status);
        }
        catch
        {
            if (place is not null) ImportFolder.Remove(place); // whoever sent it is gone, or we failed
            throw;
        }
    }

    private static async Task LookAsync(ImportPlace place, Upload upload, CancellationToken cancellation)
    {
        try
        {
            await FilesConnector.LookAsync(place.FilePath, upload.As, null, cancellation);
        }
        catch (FixSettingsException e) when (e.Setting != "map") // what a choice can mend, the next page asks for
        {
            throw new UploadRefused(StatusCodes.Status400BadRequest, ImportWords.Of(place, upload.FileName, e.OwnerMessage));
        }
    }

    private async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is not var (place, job, busy)) return;
        if (busy)
        {
            var stages = job.State == ImportState.Importing ? runner.Progress(place.Org)?.Stages.Where(s => s.Connection == ImportRunner.Connection) ?? [] : [];
            var title = job.State == ImportState.Importing ? "Importing" : "Looking through the file";
            await SitePage.WriteAsync<ProgressPage>(context, new ImportModel(await SiteAsync(context, title), AddressOf(place), job.FileName) { Stages = [.. stages] });
        }
        else if (job.State == ImportState.Ended) await ShowEndAsync(context, place, job);
        else if (job.State == ImportState.Uploaded || context.Request.Query["step"] == "columns") await columns.ShowAsync(context, place, job);
        else await ShowPreviewAsync(context, place, job);
    }

    private static async Task ShowEndAsync(HttpContext context, ImportPlace place, ImportJob job)
    {
        var result = place.ReadResult() ?? new ImportResult();
        await SitePage.WriteAsync<ResultPage>(context, new ImportModel(await SiteAsync(context, "Imported"), AddressOf(place), job.FileName)
        {
            Result = ImportShow.Of(result),
            HasRejects = result.Counts.Any(c => c.Rejected.Count > 0) && File.Exists(place.RejectsPath) && context.OrgScope().May(Permission.ExportData),
            Duration = Times.Length(TimeSpan.FromSeconds(result.Seconds)),
        });
    }

    private static async Task ShowPreviewAsync(HttpContext context, ImportPlace place, ImportJob job)
    {
        var (preview, failed) = (place.ReadPreview(), place.ReadResult());
        var wrong = job.State == ImportState.Importing ? "The import was cut off, such as by a restart of the service. Part of it may be stored. Press Import: that brings in the rest, gives its sales their customers, and doubles nothing."
            : failed is not null ? failed.Error ?? string.Join(" ", failed.Counts.Select(c => c.Error))
            : preview is null ? "The preview was interrupted. Press \"Change the columns\", then Preview."
            : preview is { Error: null, Counts.Count: 0 } ? "The file holds no rows." : preview.Error;
        await SitePage.WriteAsync<PreviewPage>(context, new ImportModel(await SiteAsync(context, "Preview"), AddressOf(place), job.FileName)
        {
            Wrong = wrong,
            CutOff = job.State == ImportState.Importing,
            Result = preview is { Error: null } ? ImportShow.Of(preview) : null,
        });
    }

    private async Task ChooseAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is not { } form || await FindAsync(context) is not var (place, job, busy)) return;
        if (job.State == ImportState.Ended || busy)
        {
            await SitePage.SeeOther(context, AddressOf(place)); // it is on its way already
            return;
        }

        if (await columns.TakeAsync(context, place, job, form) is not { } chosen) return;
        await runner.PreviewAsync(place, chosen, ColumnsStep.Patience);
        await SitePage.SeeOther(context, AddressOf(place));
    }

    private async Task StartAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is null || await FindAsync(context) is not var (place, job, busy)) return;
        if (busy) Notices.Leave(context, UnderWay);
        else if (job.State is ImportState.Previewed or ImportState.Importing && place.ReadPreview() is { Went: true })
        {
            if (runner.IsOrgBusy(place.Org)) Notices.Leave(context, "A sync of this shop is under way. Wait until it is done, then press Import again.");
            else if (!await runner.ImportAsync(place, job, context.OrgScope().Caller.Actor)) Notices.Leave(context, UnderWay);
        }

        await SitePage.SeeOther(context, AddressOf(place));
    }

    private async Task RemoveAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is null || await FindAsync(context) is not var (place, _, busy)) return;
        if (busy) Notices.Leave(context, "The file is just being read. Wait until that is done.");
        else
        {
            ImportFolder.Remove(place);
            Notices.Leave(context, "The file is removed.");
        }

        await SitePage.SeeOther(context, $"/orgs/{place.Org}/import");
    }

    private async Task RejectsAsync(HttpContext context)
    {
        if (await FindAsync(context) is not var (place, job, _)) return;
        if (!File.Exists(place.RejectsPath))
        {
            await ErrorPages.WriteAsync(context, StatusCodes.Status404NotFound, "No rejected rows", "Nothing of this import was rejected, or it is not over yet.");
            return;
        }

        var scope = context.OrgScope();
        await AuditLog.AddAsync(scope.Tenant, services.Time, scope.Caller.Actor, "data.exported", "rejected rows", job.FileName, context.RequestAborted);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"rejected-rows.csv\"";
        await context.Response.SendFileAsync(place.RejectsPath, context.RequestAborted); // safe to open in a spreadsheet as it was written
    }

    private async Task<(ImportPlace Place, ImportJob Job, bool Busy)?> FindAsync(HttpContext context)
    {
        var (scope, id) = (context.OrgScope(), (string)context.Request.RouteValues["id"]!);
        if (runner.Look(id, () => folder.Find(scope.Org, id, scope.Caller.Actor)) is (var busy, var (place, job))) return (place, job, busy);
        await ErrorPages.WriteAsync(context, StatusCodes.Status404NotFound, "This file is not here",
            "Uploaded files are removed after the import or 24 hours, and only whoever brought one can see it. Bring it again.");
        return null;
    }

    private static Task<SiteContext> SiteAsync(HttpContext context, string title) => SiteContext.OfOrgAsync(context, title, "import");

    internal static string AddressOf(ImportPlace place) => $"/orgs/{place.Org}/import/{place.Id}";
}
