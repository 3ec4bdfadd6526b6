using System.CommandLine;

namespace Sync.Cli.Commands;

/// <summary><c>export</c>: an org's documents as files.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var org = Shared.Org();
        var to = new Option<string>("--out") { Description = "The folder.", Required = true };
        var command = new Command("export", "Writes an org's documents, one NDJSON file per collection.") { org, to };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var counts = await services.Export.WriteAsync(Shared.OrgOf(parsed, org), parsed.GetRequiredValue(to), cancellation);
            foreach (var (collection, count) in counts) Console.WriteLine($"{collection}.ndjson\t{count}");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }
}
