using System.CommandLine;
using System.Globalization;
using Sync.ConnectorKit;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Engine.Secrets;
using Sync.Model;
using Sync.Store;
using Sync.Web.Composition;
using Sync.Web.Connect;

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
        var oauth = new Option<bool>("--oauth") { Description = $"Print a link to sign in at the POS, good for {ConnectTickets.Life.TotalMinutes:0} minutes." };
        var command = new Command("connect", "Connects an org to its POS: checks the credentials live, then saves them encrypted.") { org, connector, set, id, oauth };
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
            if (parsed.GetValue(oauth)) return await PrintLinkAsync(services, tenant, new ConnectAsk(tenant.Org, name, connectionId, given), cancellation);
            var saved = (await ConnectionDirectory.ListAsync(tenant, cancellation)).FirstOrDefault(c => c.Id == connectionId && c.Connector == name);
            var before = saved is null ? [] : await services.Connections.SavedAsync(tenant, saved, cancellation);
            Complete(descriptor, before, given);
            new Prompts(Terminal.Own).AskForSecrets(descriptor, given);
            var settings = ConnectionSettings.From(descriptor, given);

            Task Keep(IReadOnlyDictionary<string, Secret> changed, CancellationToken stop)
            {
                settings = settings.With(changed);
                return Task.CompletedTask;
            }

            var keepsGrant = KeptSecrets.KeepsGrant(descriptor, before, given);
            var report = keepsGrant
                ? await services.Checker.CheckAsync(saved!, settings, orgSettings, services.Connections.SharedSecrets(tenant, connectionId), cancellation)
                : await services.Checker.CheckAsync(name, connectionId, settings, orgSettings, Keep, cancellation);
            CheckCommand.Print(report);
            if (!report.Ok)
            {
                await Console.Error.WriteLineAsync("Nothing was saved.");
                return ExitCode.Refused;
            }

            await services.Connections.SaveAsync(tenant, connectionId, name, settings, report.Accounts, cancellation,
                await new SavedConnectionLine(services.Connections, tenant, Actor.Operator).OfAsync(
                    descriptor, new PendingConnection(name, connectionId, settings, report.Accounts) { KeepsGrant = keepsGrant }, cancellation: cancellation), keepsGrant);
            Console.WriteLine($"Connection '{connectionId}' of '{tenant.Org}' saved. Next: possync run {tenant.Org}");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    // What was not given stays as it is saved; an empty one that was given takes a setting away.
    private static void Complete(ConnectorDescriptor descriptor, IReadOnlyDictionary<string, string> before, Dictionary<string, string> given)
    {
        var all = new Dictionary<string, string?>(before.Select(b => KeyValuePair.Create(b.Key, (string?)b.Value)));
        foreach (var (setting, value) in given) all[setting] = value;
        var moved = before.Count > 0 ? KeptSecrets.Moved(descriptor, before, all) : null;
        var secrets = descriptor.Fields.Where(f => f.Secret).ToDictionary(f => f.Name);
        foreach (var (setting, value) in before)
        {
            if (given.ContainsKey(setting)) continue;
            if (moved is null || !secrets.TryGetValue(setting, out var secret)) given.Add(setting, value);
            else if (!secret.Managed) // Sync fills in anew what it manages, from what is given
                throw new OrgException($"'{moved.Name}' changes where requests go, so give '{setting}' anew ({setting}=@FILE, or {setting}= to take it away): saved secrets are not sent to another address. Nothing was saved.");
        }
    }

    private static async Task<int> PrintLinkAsync(SyncServices services, ITenantStore tenant, ConnectAsk ask, CancellationToken cancellation)
    {
        var plan = await SignInPlan.MakeAsync(services, tenant, ask, cancellation);
        _ = plan.OAuth.AuthoriseAt(plan.Settings); // a shop that is none is refused here already
        var ticket = await services.Tickets.IssueAsync(tenant, ask, cancellation);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Open this within {ConnectTickets.Life.TotalMinutes:0} minutes, in the browser of whoever may allow it at {plan.Descriptor.DisplayName}, while 'possync serve' runs:"));
        Console.WriteLine(ConnectLinks.Start(services.PublicUrl, ask, ticket));
        if (services.Settings.PublicUrl is null) Console.WriteLine("If the service is reached at another address, set SYNC_PUBLIC_URL to it, here and for the service.");
        return ExitCode.Done;
    }
}
