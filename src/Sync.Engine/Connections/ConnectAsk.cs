using Sync.Model;

namespace Sync.Engine.Connections;

/// <summary>What somebody wants to connect by signing in at a POS.</summary>
/// <param name="Org">Whose.</param>
/// <param name="Connector">The connector's id.</param>
/// <param name="Connection">The connection's id: a new one, or one to connect again.</param>
/// <param name="Given">Settings to begin with, such as the shop; nothing secret.</param>
public sealed record ConnectAsk(OrgId Org, string Connector, string Connection, IReadOnlyDictionary<string, string> Given)
{
    /// <summary>The account of whoever begins it on the admin site, where it then goes on; null for a link that the command made.</summary>
    public string? By { get; init; }
}
