using System.CommandLine;
using System.Globalization;
using Sync.Engine.Audit;
using Sync.Engine.Orgs;

namespace Sync.Cli.Commands;

/// <summary><c>audit</c>: who did what in an org.</summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var org = Shared.Org();
        var last = Shared.Number("--last", 50, "How many entries.");
        var command = new Command("audit", "Shows who connected, changed, exported, erased what, and when; the latest first.") { org, last };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var tenant = services.Store.OpenTenant(Shared.OrgOf(parsed, org));
            await OrgDirectory.GetAsync(tenant, cancellation);
            foreach (var entry in await AuditLog.ListAsync(tenant, null, Math.Max(1, parsed.GetValue(last)), cancellation))
                Console.WriteLine($"{entry.At.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)}\t{entry.Actor.Name}\t{entry.Action}\t{entry.Subject}\t{entry.Detail}");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }
}
