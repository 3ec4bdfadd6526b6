using System.CommandLine;
using System.Globalization;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Orgs;

namespace Sync.Cli.Commands;

/// <summary><c>key</c>: API keys of an org.</summary>
internal static class KeyCommand
{
    public static Command Create() => new("key", "Makes, lists and revokes API keys of an org.") { Add(), List(), Revoke() };

    private static Command Add()
    {
        var org = Shared.Org();
        var name = new Argument<string>("NAME") { Description = "What the key is for." };
        var scopes = new Option<string[]>("--scope") { Description = "One or more of: " + string.Join(", ", Scopes.All.Keys), Required = true, AllowMultipleArgumentsPerToken = true };
        var command = new Command("add", "Makes a key and prints it, this once.") { org, name, scopes };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var tenant = services.Store.OpenTenant(Shared.OrgOf(parsed, org));
            await OrgDirectory.GetAsync(tenant, cancellation);
            var (key, known) = await new ApiKeyDirectory(tenant, services.Time).CreateAsync(
                parsed.GetRequiredValue(name), parsed.GetRequiredValue(scopes), Roles.PermissionsOf(Role.Owner), Actor.Operator, cancellation);
            await Console.Error.WriteLineAsync($"Key '{known.Name}' ({known.Id}) of {tenant.Org}; it is shown this once:");
            Console.WriteLine(key.Reveal());
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static Command List()
    {
        var org = Shared.Org();
        var command = new Command("list", "Lists the keys.") { org };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var tenant = services.Store.OpenTenant(Shared.OrgOf(parsed, org));
            await OrgDirectory.GetAsync(tenant, cancellation);
            foreach (var key in await ApiKeyDirectory.ListAsync(tenant, cancellation))
            {
                var state = key.RevokedAt is { } gone ? "revoked " + Day(gone) : key.LastUsedAt is { } used ? "last used " + Day(used) : "never used";
                Console.WriteLine($"{key.Id}\t{key.Name}\t{string.Join(' ', key.Scopes)}\t{state}");
            }

            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static Command Revoke()
    {
        var org = Shared.Org();
        var id = new Argument<string>("ID") { Description = "The key's id, as 'key list' prints it." };
        var command = new Command("revoke", "Makes a key good no more, at once, and with it those that it has made.") { org, id };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var tenant = services.Store.OpenTenant(Shared.OrgOf(parsed, org));
            await OrgDirectory.GetAsync(tenant, cancellation);
            var others = await new ApiKeyDirectory(tenant, services.Time).RevokeAsync(parsed.GetRequiredValue(id), Actor.Operator, cancellation);
            Console.WriteLine(others == 0 ? "The key is revoked." : $"The key is revoked, and with it {others} that it had made.");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
