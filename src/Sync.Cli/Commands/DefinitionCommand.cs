using System.CommandLine;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;

namespace Sync.Cli.Commands;

/// <summary><c>definition</c>: a generic REST connection's definition, to be shared and given to another connection.</summary>
internal static class DefinitionCommand
{
    private const string Setting = "definition";

    public static Command Create()
    {
        var org = Shared.Org();
        var id = new Argument<string>("CONNECTION") { Description = "The connection's id; that of 'connect ORG rest' is rest.", DefaultValueFactory = _ => "rest" };
        var command = new Command("definition", "Prints the definition of a generic REST connection. It holds no secret: 'connect ORG rest --set definition=@FILE' takes it in.") { org, id };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var tenant = services.Store.OpenTenant(Shared.OrgOf(parsed, org));
            await OrgDirectory.GetAsync(tenant, cancellation);
            var name = parsed.GetRequiredValue(id);
            var connection = (await ConnectionDirectory.ListAsync(tenant, cancellation)).FirstOrDefault(c => c.Id == name)
                ?? throw new OrgException($"{tenant.Org} has no connection '{name}'. 'possync check {tenant.Org}' lists them.");
            Console.WriteLine(connection.Given.GetValueOrDefault(Setting)
                ?? throw new OrgException($"Connection '{name}' is one of {connection.Connector}, which needs no definition."));
            return ExitCode.Done;
        }, cancellation));
        return command;
    }
}
