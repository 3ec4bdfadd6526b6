using System.CommandLine;
using System.Globalization;
using Sync.Engine.Audit;
using Sync.Engine.Orgs;
using Sync.Model;

namespace Sync.Cli.Commands;

/// <summary><c>org add</c>, <c>org set</c> and <c>org list</c>.</summary>
internal static class OrgCommand
{
    public static Command Create() => new("org", "Adds, changes and lists orgs.") { Add(), Set(), List(), ForgetSecrets() };

    private static Command Add()
    {
        var id = new Argument<string>("ID") { Description = "1 to 64 letters, digits, '-' or '_'." };
        var name = new Option<string?>("--name") { Description = "The name as people write it; default the id." };
        var zone = new Option<string>("--time-zone") { Description = "Such as Europe/London.", DefaultValueFactory = _ => "UTC" };
        var currency = new Option<string>("--currency") { Description = "Three letters, such as GBP.", DefaultValueFactory = _ => "USD" };
        var command = new Command("add", "Adds an org.") { id, name, zone, currency };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var org = Shared.OrgOf(parsed, id);
            await services.Orgs.AddAsync(org, new OrgSettings
            {
                Name = parsed.GetValue(name) ?? org.Value,
                TimeZone = parsed.GetValue(zone)!,
                Currency = parsed.GetValue(currency)!.ToUpperInvariant(),
            }, cancellation, Actor.Operator);
            Console.WriteLine($"Org '{org}' added. Next: possync connect {org} CONNECTOR --set key=value");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static Command Set()
    {
        var id = new Argument<string>("ID");
        var values = new Argument<string[]>("KEY=VALUE")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "One or more of: " + string.Join(", ", OrgSettingNames.All),
        };
        var command = new Command("set", "Changes an org's settings: thresholds, delete limit, calendar.") { id, values };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var org = Shared.OrgOf(parsed, id);
            var (tenant, given) = (services.Store.OpenTenant(org), KeyValues.Parse(parsed.GetValue(values)!));
            while (true)
            {
                var (settings, version) = await OrgDirectory.ReadAsync(tenant, cancellation);
                foreach (var (key, value) in given) settings = OrgSettingNames.With(settings, key, value);
                if (await services.Orgs.ChangeAsync(tenant, settings, version, Actor.Operator, cancellation)) break;
            }

            Console.WriteLine($"Org '{org}' saved. The next run applies it.");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static Command ForgetSecrets()
    {
        var id = Shared.Org();
        var command = new Command("forget-secrets", "For when the master key is lost: drops an org's saved credentials, so that it can be connected again. Records stay.") { id };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var tenant = services.Store.OpenTenant(Shared.OrgOf(parsed, id));
            await OrgDirectory.GetAsync(tenant, cancellation);
            await Engine.Connections.ConnectionDirectory.ForgetSecretsAsync(tenant, AuditLog.Line(services.Time, Actor.Operator, "secrets.forgotten", "all connections"), cancellation);
            Console.WriteLine($"The credentials of '{tenant.Org}' are forgotten. Connect each of its connections again.");
            // The same lost key protects the sessions of whoever is signed in.
            if (await services.KeyRing.ForgetIfUnreadableAsync(AuditLog.Line(services.Time, Actor.Operator, "secrets.forgotten", "sessions"), cancellation))
                Console.WriteLine("Nobody's session can be read any more: everybody has to sign in again.");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists the orgs.");
        command.SetAction((_, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var any = false;
            await foreach (var org in services.Orgs.ListAsync(cancellation))
            {
                any = true;
                var settings = await OrgDirectory.GetAsync(services.Store.OpenTenant(org), cancellation);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{org}\t{settings.Name}\t{settings.TimeZone}\t{settings.Currency}"));
            }

            // Not on stdout, which holds a line for each org.
            if (!any) await Console.Error.WriteLineAsync($"There is no org in {services.Settings.Store} yet. 'possync org add ID' makes one.");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }
}
