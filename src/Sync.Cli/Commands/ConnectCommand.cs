using System.CommandLine;
using Sync.ConnectorKit;
using Sync.Engine.Orgs;
using Sync.Model;

namespace Sync.Cli.Commands;

/// <summary><c>connect</c>: tries the credentials at the POS, then saves them encrypted.</summary>
internal static class ConnectCommand
{
    public static Command Create()
    {
        var org = Shared.Org();
        var connector = new Argument<string>("CONNECTOR") { Description = "Such as alleaves." };
        var set = new Option<string[]>("--set") { Description = "A setting as key=value; a secret better as key=@file, or leave it out to be asked.", AllowMultipleArgumentsPerToken = true };
        var id = new Option<string?>("--id") { Description = "The connection's id; default the connector's." };
        var command = new Command("connect", "Connects an org to its POS: checks the credentials live, then saves them encrypted.") { org, connector, set, id };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var tenant = services.Store.OpenTenant(Shared.OrgOf(parsed, org));
            var orgSettings = await OrgDirectory.GetAsync(tenant, cancellation);
            var name = parsed.GetRequiredValue(connector);
            var connectionId = parsed.GetValue(id) ?? name;
            var descriptor = services.Connectors.Find(name).Descriptor;
            if (!descriptor.Scheduled)
                throw new OrgException($"'{name}' cannot be read on a schedule, so there is nothing to connect. 'possync import {tenant.Org} FILE --as orders' takes a file in.");
            var given = KeyValues.Parse(parsed.GetValue(set) ?? []);
            Prompts.AskForSecrets(descriptor, given);
            var settings = ConnectionSettings.From(descriptor, given);

            Task Keep(IReadOnlyDictionary<string, Secret> changed, CancellationToken stop)
            {
                settings = settings.With(changed);
                return Task.CompletedTask;
            }

            var report = await services.Checker.CheckAsync(name, connectionId, settings, orgSettings, Keep, cancellation);
            CheckCommand.Print(report);
            if (!report.Ok)
            {
                await Console.Error.WriteLineAsync("Nothing was saved.");
                return ExitCode.Refused;
            }

            await services.Connections.SaveAsync(tenant, connectionId, name, settings, report.Accounts, cancellation);
            Console.WriteLine($"Connection '{connectionId}' of '{tenant.Org}' saved. Next: possync run {tenant.Org}");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }
}
