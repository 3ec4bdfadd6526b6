using Sync.ConnectorKit.Webhooks;
using Sync.Model;
using Sync.Web.Composition;

namespace Sync.Web.Webhooks;

/// <summary>
/// Where webhooks go: a connection's to <c>/api/webhooks/{connector}/{org}.{connection}</c>, those of the operator's app to
/// <c>/api/webhooks/{connector}</c>. An org's id holds no dot.
/// </summary>
public static class WebhookAddress
{
    /// <summary>The path, from the root of the service.</summary>
    public static string PathOf(string connector, OrgId org, string connection) => $"/api/webhooks/{connector}/{org}.{connection}";

    /// <summary>The path of the one address of the operator's app, from the root of the service.</summary>
    public static string PathOfApp(string connector) => $"/api/webhooks/{connector}";

    /// <summary>Whether webhooks are taken at such an address: the operator has registered an app there, and the POS knows one address for each.</summary>
    public static bool HasApp(SyncServices services, string? connector) =>
        connector is not null && services.Apps.ContainsKey(connector) && services.Connectors.All.Any(c => c.Descriptor.Id == connector && c is IAppWebhookConnector);

    /// <summary>The org and the connection of an address's last part; null where it has not the form of one.</summary>
    public static (OrgId Org, string Connection)? Parse(string? handle)
    {
        if (handle?.Split('.') is not [var org, { Length: > 0 } connection]) return null;
        return OrgId.TryParse(org, out var id) ? (id, connection) : null;
    }
}
