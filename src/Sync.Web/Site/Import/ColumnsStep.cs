using Microsoft.AspNetCore.Http;
using Sync.ConnectorKit;
using Sync.Connectors.Files;
using Sync.Engine.Connections;
using Sync.Model;
using Sync.Web.Access;
using Sync.Web.Site.Settings;

namespace Sync.Web.Site.Import;

/// <summary>The page on which somebody chooses which column is which.</summary>
internal sealed class ColumnsStep
{
    private const int LongestSample = 40;

    /// <summary>How long a form waits for the preview before it shows that it goes on.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(2);

    public async Task ShowAsync(HttpContext context, ImportPlace place, ImportJob job)
    {
        var look = await LookAsync(place, job, job.Choice is null ? null : place.MapPath, context.RequestAborted);
        await WriteAsync(context, place, job, look, job.Choice, null, StatusCodes.Status200OK);
    }

    /// <summary>Takes what was chosen; null where it cannot be used, which has been said then.</summary>
    public async Task<ImportJob?> TakeAsync(HttpContext context, ImportPlace place, ImportJob job, IFormCollection form)
    {
        var choice = Read(form);
        var otherSheet = choice.Sheet != (job.Choice?.Sheet ?? "");
        if (otherSheet) choice = choice with { Columns = new Dictionary<string, string?>() }; // those of the other sheet mean nothing here
        var wrongDates = WrongDates(choice);
        var map = wrongDates is null ? choice : choice with { DateFormat = "" }; // else the columns would not be looked at
        var look = await LookAtAsync(place, job, map, context.RequestAborted);
        if (look.Wrong is null && look.Missing.Count == 0 && wrongDates is null && WhyNot(choice) is null && !otherSheet)
            return Keep(place, job with { State = ImportState.Previewed, Choice = choice }, map);

        // What does not fit stands in the form alone, and an import goes by what was chosen before. Of another sheet nothing was.
        if (otherSheet) Keep(place, job with { State = ImportState.Uploaded, Choice = choice }, map);
        // How dates are written means nothing before it is known where they stand.
        if (look.Missing.Count > 0 && !look.Columns.ContainsKey("createdAt")) wrongDates = null;
        await WriteAsync(context, place, job, look, choice, WhyNot(choice) ?? wrongDates ?? (otherSheet ? "This is another sheet: look over its columns." : null), StatusCodes.Status400BadRequest);
        return null;
    }

    // A preview and a failure are those of what was chosen before; nothing can be imported until there is one of this.
    private static ImportJob Keep(ImportPlace place, ImportJob job, ImportChoice map)
    {
        place.KeepPreview(null);
        place.KeepResult(null);
        place.WriteMap(map);
        place.Keep(job);
        return job;
    }

    private static async Task<FileLook> LookAtAsync(ImportPlace place, ImportJob job, ImportChoice choice, CancellationToken cancellation)
    {
        place.WriteDraft(choice);
        try
        {
            return await LookAsync(place, job, place.DraftPath, cancellation);
        }
        finally
        {
            place.DropDraft();
        }
    }

    private static ImportChoice Read(IFormCollection form) => new()
    {
        Columns = form.Keys.Where(k => k.StartsWith("field-", StringComparison.Ordinal)).ToDictionary(
            k => k["field-".Length..], k => form[k].ToString() is { Length: > 0 } header ? header : null),
        TimeZone = form["timeZone"].ToString().Trim(),
        Currency = form["currency"].ToString().Trim() is var typed && Currency.Find(typed) is { } currency ? currency.Code : typed,
        DateFormat = form["dateFormat"].ToString().Trim(),
        Decimal = form["decimal"] == "," ? "," : "",
        Sheet = form["sheet"].ToString().Trim(),
    };

    private static string? WrongDates(ImportChoice choice) => choice.DateFormat.Length > 0 && FilesConnector.WhyNoDateFormat(choice.DateFormat) is { } why
        ? "Under \"How the file is written\", " + why.Replace("the dateFormat", "the format of dates", StringComparison.Ordinal).Replace("a dateFormat", "a format of dates", StringComparison.Ordinal)
        : null;

    private static string? WhyNot(ImportChoice choice)
    {
        try
        {
            StoreClock.Chosen(choice.TimeZone);
            Currency.Listed(choice.Currency);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    // Where what was chosen does not fit the file, its headers are still what there is to choose from.
    private static async Task<FileLook> LookAsync(ImportPlace place, ImportJob job, string? map, CancellationToken cancellation)
    {
        try
        {
            var look = await FilesConnector.LookAsync(place.FilePath, job.As, map, cancellation);
            return look with { Wrong = look.Wrong is { } wrong ? ImportWords.Of(place, job, wrong) : null };
        }
        catch (FixSettingsException e)
        {
            var wrong = ImportWords.Of(place, job, e.OwnerMessage);
            if (map is null) return new FileLook("", [], [], [], new Dictionary<string, string>(), [], wrong);
            return await LookAsync(place, job, null, cancellation) with { Wrong = wrong };
        }
    }

    private static async Task WriteAsync(HttpContext context, ImportPlace place, ImportJob job, FileLook look, ImportChoice? choice, string? wrong, int status)
    {
        var site = await SiteContext.OfOrgAsync(context, "Columns", "import");
        var (zone, currency) = await FileImports.LastAsync(context.OrgScope().Tenant, ImportRunner.Connection, context.RequestAborted);
        var headers = look.Headers.Select((h, i) => (h, i < look.FirstRow.Count ? Short(look.FirstRow[i]) : "")).Where(h => h.h.Length > 0).DistinctBy(h => h.h);
        var fields = look.Fields.Select(f => (f, FieldLabels.Of(f), Chosen(f, look, choice)));
        await SitePage.WriteAsync<ColumnsPage>(context, new ColumnsModel(site, ImportRoutes.AddressOf(place), job.FileName, job.As, [.. headers], [.. fields])
        {
            TimeZone = choice?.TimeZone ?? zone ?? site.Settings!.TimeZone,
            Currency = choice?.Currency ?? currency ?? site.Settings!.Currency,
            DateFormat = choice?.DateFormat ?? "",
            Decimal = choice?.Decimal ?? "",
            Sheet = choice?.Sheet ?? "",
            Workbook = look.Format != "csv",
            Wrong = wrong ?? look.Wrong,
            Missing = [.. look.Missing.Where(_ => look is { Headers.Count: > 0, Wrong: null }) // what could not be looked through misses nothing yet
                .Select(m => $"Choose the column that holds {m.What}: {string.Join(" or ", m.Any.Select(a => $"\"{FieldLabels.Of(a)}\""))}.")],
            Zones = SettingsForm.Zones,
        }, status);
    }

    // What somebody has chosen stands there again, be it that a field is not in the file.
    private static string Chosen(string field, FileLook look, ImportChoice? choice) =>
        (choice?.Columns.TryGetValue(field, out var header) == true ? header : look.Columns.GetValueOrDefault(field)) ?? "";

    private static string Short(string cell) => cell.Length <= LongestSample ? cell : cell[..LongestSample] + "…";
}
