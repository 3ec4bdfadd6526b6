using System.CommandLine;
using Sync.Cli.Output;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Engine.Queries;
using Sync.Engine.Runs;

namespace Sync.Cli.Commands;

/// <summary><c>status</c>: how an org stands.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var org = Shared.Org();
        var json = Shared.Json();
        var command = new Command("status", "Says how fresh and whole an org's data is.") { org, json };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var tenant = services.Store.OpenTenant(Shared.OrgOf(parsed, org));
            await OrgDirectory.GetAsync(tenant, cancellation);
            var status = await tenant.GetAsync(StatusDocument.Path, cancellation);
            var now = await StatusReader.ReadAsync(tenant, cancellation);
            var running = await new FileImports(services.Time).MayGoOnAsync(tenant, cancellation);
            if (parsed.GetValue(json)) Console.WriteLine(StatusJson.Of(status?.Body, now, running));
            else StatusText.Print(tenant.Org, status?.Body.Read(), now, running, services.Time.GetUtcNow());

            return ExitCode.Done;
        }, cancellation, parsed.GetValue(json)));
        return command;
    }
}
