using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.OAuth;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Store;
using Sync.Web.Composition;

namespace Sync.Web.Connect;

/// <summary>What is known before an owner is sent to a POS to sign in.</summary>
/// <param name="Ask">What is to be connected.</param>
/// <param name="Descriptor">The connector's facts.</param>
/// <param name="OAuth">How its POS signs in.</param>
/// <param name="Given">What was filled in: that of the saved connection, then what was asked with.</param>
/// <param name="Settings">The same, checked.</param>
/// <param name="App">The app to sign in with.</param>
/// <param name="Saved">The connection as it is saved; null for a new one.</param>
public sealed record SignInPlan(
    ConnectAsk Ask, ConnectorDescriptor Descriptor, OAuthDescriptor OAuth, IReadOnlyDictionary<string, string> Given, ConnectionSettings Settings, AppCredentials App, Connection? Saved)
{
    /// <summary>The exchange with the POS.</summary>
    public OAuthExchange Exchange => new(OAuth, Settings, App);

    /// <summary>What the owner is asked to allow: all that the connector reads with, but what the POS would refuse this app.</summary>
    public IReadOnlyList<string> Scopes => [.. Descriptor.Scopes.Where(s => !OAuth.NeedApproval.Contains(s) || App.Approved.Contains(s))];

    /// <summary>Puts it together.</summary>
    /// <exception cref="OrgException">There is no such org or connector, the id is another connector's, or nobody has registered an app.</exception>
    /// <exception cref="FixSettingsException">A setting is missing, wrong, or secret: an address is no place for that.</exception>
    public static async Task<SignInPlan> MakeAsync(SyncServices services, ITenantStore tenant, ConnectAsk ask, CancellationToken cancellation = default)
    {
        await OrgDirectory.GetAsync(tenant, cancellation);
        var descriptor = services.Connectors.Find(ask.Connector).Descriptor;
        if (descriptor.OAuth is not { } oauth)
            throw new OrgException($"{descriptor.DisplayName} has no sign-in of this kind. 'possync connect {ask.Org} {ask.Connector} --set key=value' connects it.");
        if (descriptor.Fields.FirstOrDefault(f => (f.Secret || f.Managed) && ask.Given.ContainsKey(f.Name)) is { } secret)
            throw new FixSettingsException(secret.Name, $"'{secret.Name}' cannot be given here: signing in brings it.", "A secret was given in an address.");

        var saved = (await ConnectionDirectory.ListAsync(tenant, cancellation)).FirstOrDefault(c => c.Id == ask.Connection);
        var before = saved is null ? [] : await services.Connections.SavedAsync(tenant, saved, cancellation);
        var given = new Dictionary<string, string>(before);
        foreach (var name in oauth.Fills) given.Remove(name);
        foreach (var (name, value) in ask.Given) given[name] = value;
        if (saved is not null && KeptSecrets.Moved(descriptor, before, AddressOf(oauth, before, given)) is not null)
            foreach (var field in descriptor.Fields.Where(f => f.Secret)) given.Remove(field.Name);
        var settings = ConnectionSettings.BeforeSignIn(descriptor, given);
        // What is known before the owner is sent away is refused before: a code's exchange may end what another connection was granted.
        var known = oauth.AskedFirst.Contains(oauth.Account) ? new SignInAccount(descriptor, oauth).Of(settings) : [];
        await services.Connections.PlanAsync(tenant, ask.Connection, ask.Connector, settings, known, cancellation);
        var operators = services.Apps.GetValueOrDefault(ask.Connector);
        var app = AppCredentials.For(settings, operators);
        return app is not null && new OAuthExchange(oauth, settings, app).IsPossible
            ? new SignInPlan(ask, descriptor, oauth, given, settings, app, saved)
            : throw new OrgException(NoApp(descriptor, settings, app, operators is not null));
    }

    // What signing in fills in was taken out, though it may say where requests went, such as a shop's address.
    private static Dictionary<string, string?> AddressOf(OAuthDescriptor oauth, IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> given)
    {
        var asked = given.ToDictionary(g => g.Key, g => (string?)g.Value);
        foreach (var name in oauth.Fills.Where(before.ContainsKey)) asked.TryAdd(name, before[name]);
        return asked;
    }

    private static string NoApp(ConnectorDescriptor descriptor, ConnectionSettings settings, AppCredentials? app, bool registered)
    {
        var variable = $"SYNC_{descriptor.Id.ToUpperInvariant()}_CLIENT";
        if (app is not null) return $"The app at {descriptor.DisplayName} needs its secret to sign anybody in. Set {variable}_SECRET for the service.";
        return registered && settings.Text(OAuthFields.BaseUrl) is { } address
            ? $"The operator's app is not used at {address}. Allow that host with {AllowedHosts.Variable}, or leave the address empty."
            : $"No app is registered at {descriptor.DisplayName}. Set {variable}_ID and {variable}_SECRET for the service.";
    }
}
