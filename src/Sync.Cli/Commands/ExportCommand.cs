using System.CommandLine;
using Sync.Engine.Audit;
using Sync.Engine.Orgs;

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
            var tenant = services.Store.OpenTenant(Shared.OrgOf(parsed, org));
            await OrgDirectory.GetAsync(tenant, cancellation);
            // Before the first document: nothing is given out without a line.
            await AuditLog.AddAsync(tenant, services.Time, Actor.Operator, "data.exported", "all documents", cancellation: cancellation);
            var counts = await services.Export.WriteAsync(tenant.Org, parsed.GetRequiredValue(to), cancellation);
            foreach (var (collection, count) in counts) Console.WriteLine($"{collection}.ndjson\t{count}");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }
}
