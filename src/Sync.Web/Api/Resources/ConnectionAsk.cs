using Sync.ConnectorKit;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Web.Api.Requests;
using Sync.Web.Composition;
using Sync.Web.Connect;

namespace Sync.Web.Api.Resources;

/// <summary>What somebody wants a connection to be: reads it, checks it against the connector's descriptor, and tries it at the POS.</summary>
internal sealed class ConnectionAsk(SyncServices services)
{
    private const int MostText = 200_000; // a description of an API is a setting, too

    /// <summary>The descriptor that a body names.</summary>
    public ConnectorDescriptor Connector(BodyReader body)
    {
        var name = body.RequiredText("connector");
        var found = services.Connectors.All.Select(c => c.Descriptor).FirstOrDefault(d => d.Id == name);
        if (found is null && !body.IsWrong("connector")) body.Wrong("connector", $"There is no connector '{name}'. There are: {string.Join(", ", services.Connectors.All.Select(c => c.Descriptor.Id))}.");
        else if (found is { Scheduled: false }) body.Wrong("connector", $"'{name}' cannot be read on a schedule, so there is nothing to connect: its files are brought in by the site's import.");
        body.Check();
        return found!;
    }

    /// <summary>The settings that a body gives, on top of those there are; null takes one away.</summary>
    public static Dictionary<string, string> Given(BodyReader body, ConnectorDescriptor descriptor, IReadOnlyDictionary<string, string> before)
    {
        var given = body.TextMap("settings");
        var all = new Dictionary<string, string>(before, StringComparer.Ordinal);
        foreach (var (name, value) in given ?? new Dictionary<string, string?>())
        {
            if (value is { Length: > MostText }) body.Wrong("settings." + name, $"'{name}' is longer than {MostText} letters.");
            if (descriptor.Fields.FirstOrDefault(f => f.Name == name) is { Managed: true }) body.Wrong("settings." + name, $"'{name}' is filled in by Sync itself.");
            if (value is null) all.Remove(name);
            else all[name] = value;
        }

        GuardSecrets(body, descriptor, before, all, given);
        return all;
    }

    /// <summary>Tries settings at the POS.</summary>
    /// <returns>The verdicts, and the settings with whatever the POS renewed meanwhile for them alone.</returns>
    public async Task<(CheckReport Report, ConnectionSettings Settings)> CheckAsync(ApiRequest request, string connector, string id, ConnectionSettings settings)
    {
        Task Keep(IReadOnlyDictionary<string, Secret> changed, CancellationToken stop)
        {
            settings = settings.With(changed);
            return Task.CompletedTask;
        }

        var org = await OrgDirectory.GetAsync(request.Tenant);
        var report = await services.Checker.CheckAsync(connector, id, settings, org, Keep);
        return (report, settings);
    }

    /// <summary>Tries settings that keep a saved connection's tokens: what the POS renews is stored there.</summary>
    public async Task<CheckReport> CheckAsync(ApiRequest request, Connection saved, ConnectionSettings settings) => await services.Checker.CheckAsync(
        saved, settings, await OrgDirectory.GetAsync(request.Tenant), services.Connections.SharedSecrets(request.Tenant, saved.Id));

    /// <summary>Refuses what does not work, and notes in the audit log that it was tried: what is saved has a line of its own.</summary>
    /// <exception cref="ApiProblem">It does not.</exception>
    public async Task RequireAsync(ApiRequest request, string id, CheckReport report)
    {
        if (report.Failure is not { } failure) return;
        await CheckedConnectionLine.AddAsync(request.Tenant, services.Time, request.Actor, id, report);
        IReadOnlyList<string> refused = [.. report.Verdicts.Where(v => !v.Ok).Select(v => $"{v.What}: {v.Message}")];
        throw ApiProblem.Undone(TitleOf(failure), string.Join(" ", refused) + " Nothing was saved.", "settings", refused);
    }

    private static string TitleOf(CheckFailure failure) => failure switch
    {
        CheckFailure.Unanswered => "No answer from the POS",
        CheckFailure.NotAsked => "Address not allowed",
        _ => "Refused by the POS",
    };

    private static void GuardSecrets(BodyReader body, ConnectorDescriptor descriptor, IReadOnlyDictionary<string, string> before, Dictionary<string, string> all, IReadOnlyDictionary<string, string?>? given)
    {
        if (given is null || before.Count == 0 || KeptSecrets.Moved(descriptor, before, all!) is not { } moved) return;
        foreach (var field in descriptor.Fields.Where(f => f is { Secret: true, Managed: true })) all.Remove(field.Name); // Sync fills it in anew, from what is given
        foreach (var secret in descriptor.Fields.Where(f => f is { Secret: true, Managed: false } && before.ContainsKey(f.Name) && !given.ContainsKey(f.Name)))
            body.Wrong("settings." + secret.Name, $"With another '{moved.Name}' give '{secret.Name}' anew too (or null to take it away): what is saved is not sent with a setting that may change whose account or address it goes to.");
    }
}
