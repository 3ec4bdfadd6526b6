using System.CommandLine;
using Sync.Cli.Output;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Web.Composition;
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
                .Select(c => new Told(c.Id, c.Connector, services.Settings.PublicUrl + WebhookAddress.PathOf(c.Connector, tenant.Org, c.Id), AppAddressOf(services, c)))
                .ToList();
            if (parsed.GetValue(json)) PrintJson(addresses);
            else Print(addresses, services.Settings.PublicUrl is not null);
            return ExitCode.Done;
        }, cancellation, parsed.GetValue(json)));
        return command;
    }

    // One that brings an app of its own is told of by that app alone.
    private static string? AppAddressOf(SyncServices services, Connection connection) =>
        WebhookAddress.HasApp(services, connection.Connector) && services.Apps[connection.Connector].Serves(connection.Given)
            ? services.Settings.PublicUrl + WebhookAddress.PathOfApp(connection.Connector)
            : null;

    private static void Print(List<Told> addresses, bool isPublic)
    {
        foreach (var told in addresses)
        {
            Console.WriteLine($"{told.Connection} ({told.Connector}): {told.Address}");
            if (told.App is { } app) Console.WriteLine($"  in the settings of the operator's app, once for all who use it: {app}");
        }

        if (addresses.Count == 0) Console.WriteLine("No connection of this org is to a POS whose webhooks Sync takes.");
        else if (!isPublic) Console.WriteLine("Put the service's address before it: SYNC_PUBLIC_URL, which is not set, says it.");
    }

    private static void PrintJson(List<Told> addresses) => JsonOut.Print(w =>
    {
        w.WriteStartArray("webhooks");
        foreach (var told in addresses)
        {
            w.WriteStartObject();
            w.WriteString("connection", told.Connection);
            w.WriteString("connector", told.Connector);
            w.WriteString("address", told.Address);
            if (told.App is { } app) w.WriteString("appAddress", app);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    });

    // The app's address is null where the connection is of no app of the operator's.
    private sealed record Told(string Connection, string Connector, string Address, string? App);
}
