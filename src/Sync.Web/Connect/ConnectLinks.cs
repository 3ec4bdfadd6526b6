using Sync.Engine.Connections;
using Sync.Engine.Runs;
using Sync.Model;

namespace Sync.Web.Connect;

/// <summary>Addresses that people are given: to sign in at a POS, to accept an invitation.</summary>
public static class ConnectLinks
{
    /// <summary>Where a sign-in begins.</summary>
    /// <param name="address">Where the service is.</param>
    /// <param name="ask">What is to be connected.</param>
    /// <param name="ticket">What lets whoever opens it do so; null leaves that to be shown otherwise.</param>
    public static string Start(string address, ConnectAsk ask, string? ticket)
    {
        var query = new List<KeyValuePair<string, string>> { new("org", ask.Org.Value), new("connection", ask.Connection) };
        query.AddRange(ask.Given.OrderBy(g => g.Key, StringComparer.Ordinal));
        if (ask.By is { } by) query.Add(new("by", by));
        if (ticket is not null) query.Add(new("ticket", ticket));
        return $"{address}/connect/{ask.Connector}/start?{string.Join('&', query.Select(q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value)}"))}";
    }

    /// <summary>Where the POS sends the owner back to: this is what the operator registers there.</summary>
    public static string Callback(string address, string connector) => $"{address}/connect/{connector}/callback";

    /// <summary>Where an invitation is accepted.</summary>
    public static string Invitation(string address, string token) => $"{address}/invitations/{token}";

    /// <summary>Where a new password is chosen.</summary>
    public static string Password(string address, string token) => $"{address}/password/{token}";

    /// <summary>The command that makes a link with a ticket in it.</summary>
    public static string Command(OrgId org, string connector, string connection) =>
        $"possync connect {org} {connector} --oauth{(connection == connector ? "" : " --id " + connection)}";

    /// <summary>The page of a connection on the admin site, where it is connected again too.</summary>
    public static string OfConnection(OrgId org, string connection) => $"/orgs/{org}/connections/{Uri.EscapeDataString(connection)}";

    /// <summary>The form of a connection on the admin site, there already or not: without its id the form would be that of a further one.</summary>
    public static string Form(OrgId org, string connector, string connection) => $"/orgs/{org}/connect/{connector}?connection={Uri.EscapeDataString(connection)}";

    /// <summary>The page on which somebody looks at what a sign-in at the POS has brought, and starts the first import.</summary>
    public static string Confirm(OrgId org, string connection) => OfConnection(org, connection) + "/confirm";

    /// <summary>How a connection is connected again: on its page, where whoever may manage connections can do so.</summary>
    /// <param name="address">Where the service is.</param>
    /// <param name="org">Whose.</param>
    /// <param name="connection">The connection's id.</param>
    public static ReconnectWay Again(string address, OrgId org, string connection) => new(address + OfConnection(org, connection), IsLink: true);
}
