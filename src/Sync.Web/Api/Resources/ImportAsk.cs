using System.Text.Json;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Web.Api.Requests;
using Sync.Web.Site.Import;

namespace Sync.Web.Api.Resources;

/// <summary>What a program says of a file that it brings: read strictly, and tried on the file's first rows before anything is begun.</summary>
internal static class ImportAsk
{
    private const string Kind = "as";
    private const string Zone = "timeZone";
    private const string Money = "currency";
    private static readonly string[] Known = [Kind, Money, FileReader.File, FileReader.Map, Zone];

    /// <summary>The import, ready to be begun.</summary>
    /// <param name="request">Who asks, of which org.</param>
    /// <param name="file">What they have brought.</param>
    /// <param name="now">Now.</param>
    /// <exception cref="ApiProblem">A field is wrong, or the file cannot be read as it is said to be.</exception>
    public static async Task<ImportJob> ReadAsync(ApiRequest request, BroughtFile file, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        foreach (var field in file.Fields.Keys.Except(Known)) errors.Add(field, $"'{field}' is not a field here. There are: {string.Join(", ", Known)}.");
        var (kind, zone, currency) = (Given(file, Kind), Given(file, Zone), Given(file, Money));
        if (kind is null) errors.Add(Kind, $"'{Kind}' is missing: say what the file holds, {string.Join(", ", FormParts.Kinds)}.");
        else if (!FormParts.Kinds.Contains(kind)) errors.Add(Kind, $"'{Kind}' must be one of {string.Join(", ", FormParts.Kinds)}.");
        Try(errors, Zone, zone, text => StoreClock.Chosen(text));
        Try(errors, Money, currency, Currency.Listed);
        errors.Check();

        var (lastZone, lastCurrency) = await FileImports.LastAsync(request.Tenant, ImportRunner.Connection);
        var org = await OrgDirectory.GetAsync(request.Tenant);
        var job = new ImportJob
        {
            FileName = file.Name,
            As = kind!,
            Bytes = file.Bytes,
            OwnerId = request.Actor.Id,
            UploadedAt = now,
            State = ImportState.Previewed,
            ByProgram = true,
            Choice = new ImportChoice { Columns = new Dictionary<string, string?>(), TimeZone = zone ?? lastZone ?? org.TimeZone, Currency = currency ?? lastCurrency ?? org.Currency },
        };
        await TryAsync(file, job);
        return job;
    }

    // A field that is left empty, as forms do, is one that is not given.
    private static string? Given(BroughtFile file, string field) => file.Fields.GetValueOrDefault(field)?.Trim() is { Length: > 0 } text ? text : null;

    private static void Try<T>(FieldErrors errors, string field, string? text, Func<string, T> read)
    {
        if (text is null) return;
        try
        {
            if (OneLine.Is(text)) read(text);
            else errors.Add(field, $"'{field}' {OneLine.Fault}.");
        }
        catch (FormatException e)
        {
            errors.Add(field, e.Message);
        }
    }

    // The importer says it in the parser's words.
    private static void RequireJson(string map)
    {
        try
        {
            JsonDocument.Parse(map).Dispose();
        }
        catch (JsonException e)
        {
            throw ApiProblem.Invalid(FileReader.Map, $"'{FileReader.Map}' is not sound JSON (line {e.LineNumber + 1}).");
        }
    }

    private static async Task TryAsync(BroughtFile file, ImportJob job)
    {
        var map = Given(file, FileReader.Map) ?? "{}";
        RequireJson(map);
        file.Place.WriteMap(map);
        if (await FileTrial.WhyNotAsync(file.Place, job, CancellationToken.None) is var (byMapping, why))
            throw ApiProblem.Invalid(byMapping ? FileReader.Map : FileReader.File, why);
    }
}
