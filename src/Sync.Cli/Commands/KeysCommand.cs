using System.CommandLine;
using System.Globalization;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Orgs;
using Sync.Engine.Secrets;
using Sync.Model;
using Sync.Web.Composition;

namespace Sync.Cli.Commands;

/// <summary><c>keys</c>: the master key, and the keys of the orgs that it wraps.</summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        var command = new Command("keys", "Shows which master key wraps each org's key, and rotates them.") { Rotate(), RotateData() };
        command.SetAction((_, cancellation) => Guard.WithServicesAsync(services => ShowAsync(services, cancellation), cancellation));
        return command;
    }

    private static Command Rotate()
    {
        var to = new Option<string?>("--to") { Description = "'kms:projects/P/locations/L/keyRings/R/cryptoKeys/K', or 'present' for the key in force." };
        var variable = new Option<string?>("--to-env") { Description = "The name of an environment variable that holds the new key." };
        var command = new Command("rotate", "Wraps every org's key with a new master key: a new file where the key is a file. Killed, it goes on where it was.") { to, variable };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var plan = RotationPlan.Of(services, parsed.GetValue(to), parsed.GetValue(variable));
            var report = await plan.RunAsync(services, cancellation);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Rotated.Count} keys are wrapped with the {plan.To.Kind} key {plan.To.Id} now."));
            foreach (var org in report.Unreadable) Console.WriteLine($"That of '{NameOf(org)}' can be unwrapped with none of the master keys, and stays as it is.");
            foreach (var line in plan.Next) Console.WriteLine(line);
            return report.Unreadable.Count == 0 ? ExitCode.Done : ExitCode.Failed;
        }, cancellation));
        return command;
    }

    private static Command RotateData()
    {
        var org = new Argument<string>("ORG") { Description = $"The org's id, or '{AccountDirectory.Scope}' for the key of sessions." };
        var command = new Command("rotate-data", "Gives an org a new key of its own and encrypts its secrets with it. Killed, it goes on where it was.") { org };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var tenant = services.Store.OpenTenant(Shared.OrgOf(parsed, org));
            if (tenant.Org != AccountDirectory.Scope) await OrgDirectory.GetAsync(tenant, cancellation);
            var any = await new DataKeyRotation(services.Connections, services.MasterKey, services.Time).RunAsync(tenant, Actor.Operator, cancellation);
            Console.WriteLine(any ? $"The secrets of '{tenant.Org}' are encrypted with a new key." : $"'{tenant.Org}' has no secrets yet. Nothing was changed.");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static async Task<int> ShowAsync(SyncServices services, CancellationToken cancellation)
    {
        var inForce = services.MasterKey.InForce;
        Console.WriteLine($"In force: {inForce.Kind} {inForce.Id ?? "(made with the first secret)"}");
        HashSet<string?> used = [];
        await foreach (var key in KeyOverview.ListAsync(services.Store, services.MasterKey, cancellation))
        {
            used.Add(key.KeyId);
            var state = (key.Readable ? "" : "\tcannot be unwrapped with the keys at hand") + (key.Rotating ? $"\thalf rotated: 'possync keys rotate-data {key.Org}' goes on" : "");
            Console.WriteLine($"{NameOf(key.Org)}\t{key.Kind ?? "saved before keys had ids"}\t{key.KeyId ?? "-"}{state}");
        }

        if (inForce is KeyFile file && !used.Contains(null))
            foreach (var retired in file.Retired.Where(f => !used.Contains(Path.GetExtension(f)[1..])))
                Console.WriteLine($"{retired} wraps nothing any more in this database. Keep it as long as another database of this folder, or a backup from before, may need it; else remove it.");
        return ExitCode.Done;
    }

    private static string NameOf(OrgId org) => org == AccountDirectory.Scope ? $"{org} (accounts and sessions)" : org.Value;
}
