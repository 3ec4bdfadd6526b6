using Microsoft.AspNetCore.Http;
using Sync.ConnectorKit;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Store;
using Sync.Web.Access;
using Sync.Web.Composition;
using Sync.Web.Connect;
using Sync.Web.Site.Settings;

namespace Sync.Web.Site.Connect;

/// <summary>Tries what somebody has filled in, and shows what was found. Nothing is saved here.</summary>
internal sealed class ConnectChecks(SyncServices services, ConnectForms forms, Previews previews)
{
    private static readonly Dictionary<string, string> NoZones = [];

    /// <summary>Answers with what was found, or with the form and what is wrong.</summary>
    public async Task CheckAsync(HttpContext context, ConnectorDescriptor descriptor, IFormCollection form)
    {
        var (scope, id) = (context.OrgScope(), form["connection"].ToString());
        var given = ConnectFields.Read(form, ConnectFields.Asked(descriptor));
        var saved = await ConnectionDirectory.FindAsync(scope.Tenant, id, context.RequestAborted);
        var seen = ConnectionSeen.MarkOf(saved);
        if (form[ConnectForms.Seen] is [{ } shown] && shown != seen)
        {
            await forms.WriteChangedAsync(context, descriptor, id);
            return;
        }

        var (all, unsent, keepsGrant) = await WithKeptAsync(scope.Tenant, descriptor, saved, given, context.RequestAborted);
        if (!ConnectionDirectory.IsId(id)) id = ConnectForms.FreeId(descriptor.Id, await ConnectionDirectory.ListAsync(scope.Tenant, context.RequestAborted));
        var wrong = ConnectFields.Wrong(descriptor, ConnectFields.Asked(descriptor), all);
        foreach (var (name, why) in unsent) wrong[name] = why; // says more than that it is missing
        if (wrong.Count > 0)
        {
            var words = unsent.Count > 0
                ? "What was saved before is not sent to another address. Fill in anew what is marked below. Nothing was saved."
                : "Something is missing or wrong; see below. Nothing was saved.";
            await forms.WriteAsync(context, descriptor, id, new FormTrouble(words) { Given = given, Fields = wrong, Unsent = unsent.Keys.ToHashSet() });
            return;
        }

        try
        {
            await TryAsync(context, descriptor, new PendingConnection(descriptor.Id, id, ConnectionSettings.From(descriptor, all), []) { Seen = seen }, given, keepsGrant ? saved : null);
        }
        catch (FixSettingsException e)
        {
            await forms.WriteAsync(context, descriptor, id, new FormTrouble(e.OwnerMessage) { Given = given });
        }
        catch (OrgException e)
        {
            await forms.WriteAsync(context, descriptor, id, new FormTrouble(e.Message) { Given = given });
        }
    }

    private async Task TryAsync(HttpContext context, ConnectorDescriptor descriptor, PendingConnection asked, Dictionary<string, string> given, Connection? keepsGrantOf)
    {
        var (scope, cancellation) = (context.OrgScope(), context.RequestAborted);
        var (id, settings) = (asked.Connection, asked.Settings);
        var shared = keepsGrantOf is null ? null : services.Connections.SharedSecrets(scope.Tenant, keepsGrantOf.Id);
        await services.Connections.PlanAsync(scope.Tenant, id, descriptor.Id, settings, [], cancellation);
        var org = await OrgDirectory.GetAsync(scope.Tenant, cancellation);
        var report = shared is null
            ? await services.Checker.CheckAsync(descriptor.Id, id, settings, org, Keep, cancellation)
            : await services.Checker.CheckAsync(keepsGrantOf!, settings, org, shared, cancellation);
        await CheckedConnectionLine.AddAsync(scope.Tenant, services.Time, scope.Caller.Actor, id, report, cancellation);
        if (report.Verdicts is not [{ Ok: true }, ..] || !ReadsAny(descriptor, report))
        {
            await forms.WriteAsync(context, descriptor, id, new FormTrouble($"{descriptor.DisplayName} could not be read this way. See what was tried; nothing was saved.") { Given = given, Verdicts = report.Verdicts });
            return;
        }

        if (await TwinAsync(scope.Tenant, descriptor.Id, id, report.Accounts, cancellation) is { } twin)
        {
            await forms.WriteAsync(context, descriptor, id, new FormTrouble(
                $"Connection “{twin.Id}” reads this {descriptor.DisplayName} account already: its sales would be counted twice. Nothing was saved.")
            {
                Given = given,
                Help = ($"/connections/{twin.Id}", $"Open connection “{twin.Id}”"),
            });
            return;
        }

        var preview = await previews.OfAsync(descriptor.Id, id, settings, org, NoZones, Keep, cancellation, shared);
        var pending = asked with { Settings = settings, Accounts = report.Accounts, KeepsGrant = shared is not null };
        await ShowAsync(context, descriptor, pending, report.Verdicts, preview, null);

        Task Keep(IReadOnlyDictionary<string, Secret> changed, CancellationToken stop)
        {
            settings = settings.With(changed);
            return Task.CompletedTask;
        }
    }

    /// <summary>Shows once more what was found, since a time zone is wrong; what waits goes on under another name.</summary>
    public async Task AgainAsync(HttpContext context, ConnectorDescriptor descriptor, PendingConnection pending, string name, ZoneForm typed)
    {
        var (scope, settings) = (context.OrgScope(), pending.Settings);
        var saved = pending.KeepsGrant ? await ConnectionDirectory.FindAsync(scope.Tenant, pending.Connection, context.RequestAborted) : null;
        if (saved is not null) settings = settings.WithGrantOf(await services.Connections.OpenAsync(scope.Tenant, saved, context.RequestAborted));
        var org = await OrgDirectory.GetAsync(scope.Tenant, context.RequestAborted);
        var preview = await previews.OfAsync(descriptor.Id, pending.Connection, settings, org, typed.Zones, (changed, _) =>
        {
            settings = settings.With(changed);
            return Task.CompletedTask;
        }, context.RequestAborted, saved is null ? null : services.Connections.SharedSecrets(scope.Tenant, saved.Id));
        await ShowAsync(context, descriptor, pending with { Settings = settings }, [], preview, typed.Wrong);
        await PendingConnections.ForgetAsync(scope.Tenant, name, CancellationToken.None);
    }

    private async Task ShowAsync(
        HttpContext context, ConnectorDescriptor descriptor, PendingConnection found, IReadOnlyList<CheckVerdict> verdicts, PreviewModel preview, string? wrong)
    {
        var scope = context.OrgScope();
        var name = await services.PendingConnections.KeepAsync(scope.Tenant, found, scope.Caller.Actor.Id, context.RequestAborted);
        var site = await SiteContext.OfOrgAsync(context, "Does this match your till?", "connect");
        await SitePage.WriteAsync<FoundPage>(context, new FoundModel(site, descriptor.NameOf(found.Settings.Plain), found.Connection, verdicts)
        {
            Connector = descriptor.Id,
            Pending = name,
            Import = await ImportStages.OfAsync(scope.Tenant, services.Connectors, found.Connection, found.Connector, context.RequestAborted),
            Preview = preview,
            NewCurrency = await FirstImports.NewCurrencyAsync(context, preview.Currency),
            Seal = PlaceSeal.Of(context, found.Connection, preview.Places.Select(p => (p.Id, p.PosZone, p.Name))),
            Wrong = wrong,
            Zones = SettingsForm.Zones,
        }, wrong is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    // A permission that is missing takes one stream; where none can be read there is nothing to save.
    private static bool ReadsAny(ConnectorDescriptor descriptor, CheckReport report)
    {
        var streams = descriptor.Streams.Select(s => s.Stream.ToString()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var tried = report.Verdicts.Where(v => streams.Contains(v.What)).ToList();
        return tried.Count == 0 || tried.Exists(v => v.Ok);
    }

    /// <summary>Another connection that reads one of these accounts; null where none does.</summary>
    private static async Task<Connection?> TwinAsync(ITenantStore tenant, string connector, string id, IReadOnlyList<string> accounts, CancellationToken cancellation) =>
        (await ConnectionDirectory.ListAsync(tenant, cancellation)).FirstOrDefault(c => c.Id != id && c.Connector == connector && c.Accounts.Intersect(accounts).Any());

    // Secrets of a saved connection stay where nothing is typed, unless they would go elsewhere; what is not secret is in the form
    // and can be emptied there.
    private async Task<(Dictionary<string, string> All, Dictionary<string, string> Unsent, bool KeepsGrant)> WithKeptAsync(
        ITenantStore tenant, ConnectorDescriptor descriptor, Connection? saved, Dictionary<string, string> given, CancellationToken cancellation)
    {
        var (all, unsent) = (new Dictionary<string, string>(given), new Dictionary<string, string>(StringComparer.Ordinal));
        if (saved is null || saved.Connector != descriptor.Id) return (all, unsent, false);
        var before = await services.Connections.SavedAsync(tenant, saved, cancellation);
        var kept = descriptor.Fields.Where(f => (f.Secret || f.Managed) && before.ContainsKey(f.Name) && !given.ContainsKey(f.Name)).ToList();
        if (KeptSecrets.Moved(descriptor, before, given!) is not { } moved)
            foreach (var field in kept) all[field.Name] = before[field.Name];
        else
            foreach (var field in kept.Where(f => !f.Managed)) unsent[field.Name] = $"Fill this in anew: with another “{moved.Label}” it may go to another account or address than before.";
        return (all, unsent, KeptSecrets.KeepsGrant(descriptor, before, all));
    }
}
