using System.CommandLine;
using Sync.Cli.Output;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Web.Webhooks;

namespace Sync.Cli.Commands;

/// <summary><c>webhooks</c>: the address that each connection's POS has to be given.</summary>
internal static class WebhooksCommand
{
    public static Command Create()
    {
        var org = Shared.Org();
        var json = Shared.Json();
        var command = new Command("webhooks", "Says which address each POS has to be given for its webhooks.") { org, json };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var tenant = services.Store.OpenTenant(Shared.OrgOf(parsed, org));
            await OrgDirectory.GetAsync(tenant, cancellation);
            var addresses = (await ConnectionDirectory.ListAsync(tenant, cancellation))
                .Where(c => services.Connectors.Find(c.Connector) is IWebhookConnector)
                .Select(c => (Connection: c.Id, c.Connector, Address: services.Settings.PublicUrl + WebhookAddress.PathOf(c.Connector, tenant.Org, c.Id)))
                .ToList();
            if (parsed.GetValue(json)) PrintJson(addresses);
            else Print(addresses, services.Settings.PublicUrl is not null);
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static void Print(List<(string Connection, string Connector, string Address)> addresses, bool isPublic)
    {
        foreach (var (connection, connector, address) in addresses) Console.WriteLine($"{connection} ({connector}): {address}");
        if (addresses.Count == 0) Console.WriteLine("No connection of this org is to a POS whose webhooks Sync takes.");
        else if (!isPublic) Console.WriteLine("Put the service's address before it: SYNC_PUBLIC_URL, which is not set, says it.");
    }

    private static void PrintJson(List<(string Connection, string Connector, string Address)> addresses) => JsonOut.Print(w =>
    {
        w.WriteStartArray("webhooks");
        foreach (var (connection, connector, address) in addresses)
        {
            w.WriteStartObject();
            w.WriteString("connection", connection);
            w.WriteString("connector", connector);
            w.WriteString("address", address);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    });
}
