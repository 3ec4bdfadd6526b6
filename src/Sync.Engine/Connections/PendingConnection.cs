using Sync.ConnectorKit;

namespace Sync.Engine.Connections;

/// <summary>A connection that was tried and not yet saved: somebody compares what it shows with the till first.</summary>
/// <param name="Connector">The connector's id.</param>
/// <param name="Connection">The connection's id.</param>
/// <param name="Settings">What was filled in, and what the POS renewed while it was tried.</param>
/// <param name="Accounts">The accounts that the check found.</param>
public sealed record PendingConnection(string Connector, string Connection, ConnectionSettings Settings, IReadOnlyList<string> Accounts)
{
    /// <summary>Whether it keeps the tokens of the saved connection of its id. Those are not here: a run may renew them at any time.</summary>
    public bool KeepsGrant { get; init; }

    /// <summary>What stood for the saved connection of its id when it was tried (<see cref="ConnectionSeen.MarkOf"/>): who has saved another one since is not overwritten.</summary>
    public string Seen { get; init; } = "";
}
