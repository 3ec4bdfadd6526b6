namespace Sync.Engine.Connections;

/// <summary>Whose a record is by its id as documents state it: ids of all connections but the org's first begin with their connection's name.</summary>
internal static class KeyOwner
{
    /// <summary>The connection that an id is of; null where it is of the first one and that is gone.</summary>
    public static Connection? Of(IReadOnlyList<Connection> connections, string key) =>
        connections.FirstOrDefault(c => !c.First && key.StartsWith(c.Prefix, StringComparison.Ordinal)) ?? connections.FirstOrDefault(c => c.First);
}
