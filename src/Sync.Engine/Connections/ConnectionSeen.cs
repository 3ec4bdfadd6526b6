using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>What somebody has seen of a connection before they change it, so that they overwrite nobody's change unseen.</summary>
/// <param name="Connection">As it was read; null where there was none.</param>
public sealed record ConnectionSeen(Connection? Connection)
{
    /// <summary>Stands for what somebody has set at it: another one each time that it is saved, empty where there is none. Renewed tokens do not move it.</summary>
    public static string MarkOf(Connection? connection) => connection?.ConnectedAt is { } at ? at.UtcTicks.ToString("x", System.Globalization.CultureInfo.InvariantCulture) : "";

    internal void Require(StoredDocument? stored, OrgId org, string id)
    {
        var now = stored is null ? null : ConnectionDocument.From(stored);
        if (now is null && Connection is not null) throw new ConnectionChangedException($"Connection '{id}' of {org} was removed meanwhile. Nothing was saved.");
        if (now is not null && Connection is null) throw new ConnectionChangedException($"There is a connection '{id}' already. Change that one, or give this one another id. Nothing was changed.");
        if (now is not null && !IsSame(Connection!, now)) throw new ConnectionChangedException($"Somebody else has changed connection '{id}' of {org} meanwhile. Nothing was saved.");
    }

    internal static bool IsSame(Connection seen, Connection now) =>
        seen.ConnectedAt == now.ConnectedAt && seen.Given.Count == now.Given.Count && seen.Given.All(g => now.Given.TryGetValue(g.Key, out var value) && value == g.Value);
}
