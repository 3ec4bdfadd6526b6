using Sync.Model;

namespace Sync.Web.Webhooks;

/// <summary>Where a connection's webhooks go: <c>/api/webhooks/{connector}/{org}.{connection}</c>. An org's id holds no dot.</summary>
public static class WebhookAddress
{
    /// <summary>The path, from the root of the service.</summary>
    public static string PathOf(string connector, OrgId org, string connection) => $"/api/webhooks/{connector}/{org}.{connection}";

    /// <summary>The org and the connection of an address's last part; null where it has not the form of one.</summary>
    public static (OrgId Org, string Connection)? Parse(string? handle)
    {
        if (handle?.Split('.') is not [var org, { Length: > 0 } connection]) return null;
        return OrgId.TryParse(org, out var id) ? (id, connection) : null;
    }
}
