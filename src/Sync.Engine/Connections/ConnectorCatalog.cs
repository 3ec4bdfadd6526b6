using Sync.ConnectorKit;
using Sync.Engine.Orgs;

namespace Sync.Engine.Connections;

/// <summary>The connectors that this program was put together with.</summary>
public sealed class ConnectorCatalog(IReadOnlyList<IPosConnector> connectors)
{
    /// <summary>All of them, in the order of the list.</summary>
    public IReadOnlyList<IPosConnector> All => connectors;

    /// <summary>The connector of an id.</summary>
    /// <exception cref="OrgException">There is none; the message names those there are.</exception>
    public IPosConnector Find(string id) => connectors.FirstOrDefault(c => c.Descriptor.Id == id)
        ?? throw new OrgException($"There is no connector '{id}'. There are: {string.Join(", ", connectors.Select(c => c.Descriptor.Id))}.");
}
