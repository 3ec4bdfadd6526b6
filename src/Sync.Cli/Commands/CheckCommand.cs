using System.CommandLine;
using Sync.ConnectorKit;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Web.Composition;

namespace Sync.Cli.Commands;

/// <summary><c>check</c>: tries an org's saved connections.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var org = Shared.Org();
        var command = new Command("check", "Tries the org's connections at their POS, and changes nothing of them.") { org };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var tenant = services.Store.OpenTenant(Shared.OrgOf(parsed, org));
            var orgSettings = await OrgDirectory.GetAsync(tenant, cancellation);
            var connections = await ConnectionDirectory.ListAsync(tenant, cancellation);
            if (connections.Count == 0) throw new OrgException($"Org '{tenant.Org}' has no connection yet. 'connect {tenant.Org} CONNECTOR --set key=value' makes one.");
            var ok = true;
            foreach (var connection in connections)
            {
                if (WhyNotTried(services, connection) is { } why)
                {
                    Console.WriteLine($"{connection.Id} ({connection.Connector})\n  {why}");
                    continue;
                }

                var settings = await services.Connections.OpenAsync(tenant, connection, cancellation);
                var report = await services.Checker.CheckAsync(
                    connection, settings, orgSettings, services.Connections.SharedSecrets(tenant, connection.Id), cancellation);
                await CheckedConnectionLine.AddAsync(tenant, services.Time, Actor.Operator, connection.Id, report, cancellation);
                Console.WriteLine($"{connection.Id} ({connection.Connector})");
                Print(report);
                ok &= report.Ok;
            }

            return ok ? ExitCode.Done : ExitCode.Failed;
        }, cancellation));
        return command;
    }

    private static string? WhyNotTried(SyncServices services, Connection connection) =>
        connection.Removing ? "not tried: it is being removed"
        : services.Connectors.Find(connection.Connector).Descriptor.Scheduled ? null
        : "not tried: what it holds was brought in, and there is nobody to ask";

    /// <param name="report">What to print.</param>
    /// <param name="to">Default stdout.</param>
    public static void Print(CheckReport report, TextWriter? to = null)
    {
        foreach (var verdict in report.Verdicts) (to ?? Console.Out).WriteLine($"  {(verdict.Ok ? "ok  " : "FAIL")} {verdict.What}: {verdict.Message}");
    }
}
