using Sync.Engine.Orgs;
using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>What every change of a saved connection begins and ends with: the document as it stands, and a commit that others may beat.</summary>
internal static class ConnectionChange
{
    /// <summary>A connection that is to be changed.</summary>
    /// <exception cref="OrgException">There is none of that id.</exception>
    public static async Task<(StoredDocument Document, Connection Connection)> FindAsync(ITenantStore tenant, string id, CancellationToken cancellation) =>
        ConnectionDirectory.IsId(id) && await tenant.GetAsync(ConnectionDirectory.PathOf(id), cancellation) is { } document
            ? (document, ConnectionDocument.From(document))
            : throw new OrgException($"{tenant.Org} has no connection '{id}'. Nothing was changed.");

    /// <summary>Commits; false where somebody changed one of the documents meanwhile.</summary>
    public static async Task<bool> TryCommitAsync(ITenantStore tenant, IReadOnlyList<DocumentWrite> writes, CancellationToken cancellation)
    {
        try
        {
            await tenant.CommitAsync(writes, cancellation);
            return true;
        }
        catch (StoreException e) when (e.Failure is StoreFailure.VersionChanged or StoreFailure.AlreadyExists)
        {
            return false;
        }
    }
}
