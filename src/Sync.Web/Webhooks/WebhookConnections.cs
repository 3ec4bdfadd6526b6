using System.Collections.Concurrent;
using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Connections;
using Sync.Model;
using Sync.Web.Composition;

namespace Sync.Web.Webhooks;

/// <summary>
/// Finds the connections that webhooks are addressed to, and remembers them for some seconds: hundreds a second must not each
/// decrypt the same settings. Only the store of the org that is named is looked into.
/// </summary>
internal sealed class WebhookConnections(SyncServices services)
{
    // So long a changed secret, or a removed connection, is not noticed.
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(10);

    // Whoever asks for what is not there has shown no secret: what they fill is bounded, and soon forgotten.
    private static readonly TimeSpan LifeOfNothing = TimeSpan.FromSeconds(2);
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<(string Connector, OrgId Org, string Connection), Found> known = new();

    /// <summary>The connection of an address; null where there is none, or its POS sends no webhooks.</summary>
    /// <exception cref="Store.StoreException">The store does not answer.</exception>
    public async Task<WebhookConnection?> FindAsync(string? connector, string? handle)
    {
        if (WebhookAddress.Parse(handle) is not var (org, id)) return null;
        if (services.Connectors.All.FirstOrDefault(c => c.Descriptor.Id == connector) is not IWebhookConnector reader) return null;
        var key = (connector!, org, id);
        while (true)
        {
            var found = known.GetOrAdd(key, k => new Found(services.Time.GetTimestamp(), new Lazy<Task<WebhookConnection?>>(() => OpenAsync(k.Org, k.Connection, k.Connector, reader))));
            try
            {
                var connection = await found.Connection.Value;
                if (services.Time.GetElapsedTime(found.At) < (connection is null ? LifeOfNothing : Life)) return connection;
                Forget(key, found);
            }
            catch
            {
                Forget(key, found); // a failure is not remembered
                throw;
            }
        }
    }

    private void Forget((string, OrgId, string) key, Found found)
    {
        known.TryRemove(KeyValuePair.Create(key, found));
        if (known.Count > Most) known.Clear();
    }

    private async Task<WebhookConnection?> OpenAsync(OrgId org, string id, string connector, IWebhookConnector reader)
    {
        if (known.Count > Most) known.Clear();
        var tenant = services.Store.OpenTenant(org);
        if (await ConnectionDirectory.FindAsync(tenant, id) is not { } connection || connection.Connector != connector) return null;
        var settings = await services.Connections.OpenAsync(tenant, connection);
        return new WebhookConnection(org, id, connector, reader, WithAccount(connection, WithApp(connector, settings)));
    }

    // A token that was entered by hand does not say whose it is; the check before saving found out.
    private ConnectionSettings WithAccount(Connection connection, ConnectionSettings settings) =>
        services.Connectors.Find(connection.Connector).Descriptor.OAuth?.Account is { } name && connection.Accounts is [var account]
            && services.Connectors.Find(connection.Connector).Descriptor.Fields.Any(f => f.Name == name && f.Managed)
            ? settings.Or(name, account)
            : settings;

    // Some POS systems sign with the secret of the app that the owner signed in to, which may be the operator's.
    private ConnectionSettings WithApp(string connector, ConnectionSettings settings) =>
        AppCredentials.For(settings, services.Settings.Apps.GetValueOrDefault(connector)) is { Own: false, ClientSecret: { } secret }
            ? settings.With(new Dictionary<string, Secret> { [OAuthFields.ClientSecret] = secret })
            : settings;

    private sealed record Found(long At, Lazy<Task<WebhookConnection?>> Connection);
}
