using System.CommandLine;
using Sync.Cli.Output;
using Sync.ConnectorKit;
using Sync.Connectors.Files;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Leases;
using Sync.Engine.Orgs;
using Sync.Engine.Runs;
using Sync.Web.Composition;

namespace Sync.Cli.Commands;

/// <summary><c>import</c>: takes in a file as a POS would have answered with it.</summary>
internal static class ImportCommand
{
    private const string Connector = "files";
    private const int MostNamed = 12;

    public static Command Create()
    {
        var org = Shared.Org();
        var file = new Argument<string>("FILE") { Description = "A CSV (gzipped or not) or XLSX file." };
        var kind = new Option<string>("--as") { Description = "What its rows are: orders, customers or products.", Required = true };
        kind.AcceptOnlyFromAmong("orders", "customers", "products");
        var map = new Option<string?>("--map") { Description = "A JSON file that names the columns which are not recognised." };
        var zone = new Option<string?>("--time-zone") { Description = "Of times without an offset; default the org's." };
        var currency = new Option<string?>("--currency") { Description = "Of the amounts; default the org's." };
        var rejects = new Option<string?>("--rejects") { Description = "Where rows that cannot go in are written, each with its reason." };
        var raw = new Option<bool>("--raw-rejects") { Description = "Write their cells as they came, even where a spreadsheet would run one as a formula." };
        var dry = new Option<bool>("--dry-run") { Description = "Show how the columns are understood and the first records as they would be stored; write nothing." };
        var wait = RunCommand.Wait();
        var json = Shared.Json();
        var command = new Command("import", "Imports a file of orders, customers or products.") { org, file, kind, map, zone, currency, rejects, raw, dry, wait, json };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var given = new Dictionary<string, string> { ["file"] = PathOf("FILE", parsed.GetRequiredValue(file)), ["as"] = parsed.GetRequiredValue(kind) };
            Put(given, "map", parsed.GetValue(map) is { } m ? PathOf("--map", m) : null);
            Put(given, "timeZone", parsed.GetValue(zone));
            Put(given, "currency", parsed.GetValue(currency));
            if (!parsed.GetValue(dry)) Put(given, "rejects", parsed.GetValue(rejects) is { } r ? Replaceable(PathOf("--rejects", r)) : null);
            if (parsed.GetValue(raw)) given["rejectedCells"] = "raw";
            var options = new RunOptions { DryRun = parsed.GetValue(dry), Wait = RunCommand.WaitOf(parsed.GetValue(wait)) };
            return await ImportAsync(services, Shared.OrgOf(parsed, org), given, options, parsed.GetValue(json), cancellation);
        }, cancellation, parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> ImportAsync(
        SyncServices services, Model.OrgId org, Dictionary<string, string> given, RunOptions options, bool json, CancellationToken cancellation)
    {
        var dry = options.DryRun;
        var tenant = services.Store.OpenTenant(org);
        var settings = await OrgDirectory.GetAsync(tenant, cancellation);
        var (zone, currency) = await FileImports.LastAsync(tenant, Connector, cancellation);
        if (zone is not null) given.TryAdd("timeZone", zone);
        if (currency is not null) given.TryAdd("currency", currency);
        var connectionSettings = ConnectionSettings.From(services.Connectors.Find(Connector).Descriptor, given);
        if (await FileImports.WhyNotAsync(tenant, settings, Connector, connectionSettings, cancellation) is { } why)
        {
            await Console.Error.WriteLineAsync(why + " Nothing was imported.");
            return ExitCode.Refused;
        }

        var report = await services.Checker.CheckAsync(Connector, Connector, connectionSettings, settings, null, cancellation);
        if (!report.Ok)
        {
            CheckCommand.Print(report, json ? Console.Error : Console.Out); // with --json stdout is for the report alone
            await Console.Error.WriteLineAsync("Nothing was imported.");
            return ExitCode.Refused;
        }

        await SayUnreadAsync(given, cancellation);
        if (!dry) await AuditLog.AddAsync(tenant, services.Time, Actor.Operator, "import.started", Path.GetFileName(given["file"]), given["as"], cancellation);
        // The run saves it, once the file is found fit.
        var connection = await services.Connections.PlanAsync(tenant, Connector, Connector, connectionSettings, [], cancellation);
        using var progress = new ConsoleProgress(services.Time);
        var imports = new FileImports(services.Time);
        var begun = dry ? null : await imports.BeginAsync(tenant, Connector, Path.GetFileName(given["file"]), cancellation);
        OrgReport result;
        try
        {
            result = await services.Runner.RunAsync(org, options with { Brought = begun is null ? connection : connection with { Imports = [begun.Now] } }, progress, cancellation);
        }
        catch (LeaseHeldException) when (begun is not null)
        {
            await imports.TakeBackAsync(tenant, Connector, begun, cancellation);
            throw;
        }
        catch (OperationCanceledException) when (!dry)
        {
            return await Guard.FailAsync($"Stopped. {FileImport.HowToMend}", json);
        }

        if (begun is not null) await imports.EndAsync(tenant, Connector, begun, cancellation);
        progress.Dispose();
        if (CodeOf(result) == ExitCode.Refused) return await RefuseAsync(result);
        if (json && dry) ReportJson.PrintDry(result, report);
        else if (json) ReportJson.Print(result);
        else
        {
            if (dry) CheckCommand.Print(report);
            ReportText.Print(result, dry);
            if (dry) ReportText.PrintPreview(result);
        }

        return CodeOf(result);
    }

    private static async Task SayUnreadAsync(Dictionary<string, string> given, CancellationToken cancellation)
    {
        var look = await FilesConnector.LookAsync(given["file"], given["as"], given.GetValueOrDefault("map"), cancellation);
        var unread = look.Headers.Where(h => h.Length > 0 && !look.Columns.Values.Contains(h)).Select(h => $"'{h}'").ToList();
        if (unread.Count > 0) await Console.Error.WriteLineAsync($"Columns that are not read: {Bounded(unread)}. --dry-run shows how the others are understood, and a mapping file says which is what.");
        if (look.Sheets.Count < 2) return;
        await Console.Error.WriteLineAsync($"Of the workbook the sheet '{look.Sheets[0]}' is read and none of its others: {string.Join(", ", look.Sheets.Skip(1).Select(s => $"'{s}'"))}. A mapping file names another one: {{\"sheet\":\"…\"}}.");
    }

    private static string Bounded(List<string> names) => names.Count <= MostNamed ? string.Join(", ", names) : $"{string.Join(", ", names.Take(MostNamed))} and {names.Count - MostNamed:N0} more";

    // Every stream of the file says why; it is one file.
    private static async Task<int> RefuseAsync(OrgReport report)
    {
        foreach (var error in report.Runs.SelectMany(r => r.Streams.Values.Where(s => s.Status == StreamStatus.Incomplete).Select(s => s.Error).Prepend(r.Error)).OfType<string>().Distinct())
            await Console.Error.WriteLineAsync(error);
        await Console.Error.WriteLineAsync("Nothing was imported.");
        return ExitCode.Refused;
    }

    private static string PathOf(string what, string given) => string.IsNullOrWhiteSpace(given)
        ? throw new FormatException($"{what} names no file. Nothing was imported.")
        : Path.GetFullPath(given);

    // What is there already is replaced only where an import has written it: any other file may be somebody's work, or our database.
    private static string Replaceable(string path)
    {
        if (Directory.Exists(path) || Path.EndsInDirectorySeparator(path))
            throw new FormatException($"'{path}' is a folder. Give --rejects the name of a file in it. Nothing was imported.");
        if (!File.Exists(path) || FilesConnector.IsRejectsFile(path)) return path;
        throw new FormatException($"'{path}' is there already and is no file of rejected rows. Give --rejects another name. Nothing was imported.");
    }

    // A file that turns out wrong as a whole while it is read was refused: nothing of it was stored. One whose rows were all rejected
    // was read, and its rejected rows are told.
    private static int CodeOf(OrgReport report) =>
        report.Runs.All(r => r.Streams.Values.All(s => s is { Status: StreamStatus.Incomplete or StreamStatus.Waiting, Read: 0 }))
            ? ExitCode.Refused
            : RunCommand.CodeOf(report.Result);

    private static void Put(Dictionary<string, string> given, string name, string? value)
    {
        if (value is not null) given[name] = value;
    }
}
