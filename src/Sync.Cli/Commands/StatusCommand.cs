using System.CommandLine;
using System.Text;
using Sync.Cli.Output;
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
            if (parsed.GetValue(json))
                Console.WriteLine(status is null ? "{}" : Encoding.UTF8.GetString(PlainJson.Of(status.Body, new HashSet<string>())));
            else if (status is null)
                Console.WriteLine($"Org '{tenant.Org}' has never been synced. 'possync run {tenant.Org}' does it.");
            else StatusText.Print(tenant.Org, status.Body.Read(), services.Time.GetUtcNow());
            return ExitCode.Done;
        }, cancellation));
        return command;
    }
}
