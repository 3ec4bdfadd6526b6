using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Queries;
using Sync.Engine.Writing;
using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>
/// Removes a connection with everything that came from it: records, derived documents, comparisons, ledger, credentials. The connection
/// itself goes last, so that a removal that was killed is gone on with. Spending by address is made anew by the run that follows
/// where other connections stay.
/// </summary>
internal sealed class ConnectionRemoval(ITenantStore tenant, IReadOnlyList<Connection> all, DocumentWrite fence)
{
    private static readonly string[] Records =
        [Collections.Customers, Collections.Orders, Collections.UnmatchedOrders, Collections.PublicProducts, Collections.Products, Collections.Inventory];

    private readonly BookkeepingCommits commits = new(tenant, fence);

    /// <summary>All of it, the connection too.</summary>
    public async Task RunAsync(Connection connection, CancellationToken cancellation)
    {
        await ClearAsync(connection, cancellation);
        await commits.AddAsync(DocumentWrite.Delete(ConnectionDirectory.PathOf(connection.Id)), cancellation);
        await commits.FlushAsync(cancellation);
    }

    /// <summary>All but the connection itself.</summary>
    public async Task ClearAsync(Connection connection, CancellationToken cancellation)
    {
        var scope = new DocumentScope(tenant.Org, connection.Connector, connection.Prefix)
        {
            OtherPrefixes = [.. all.Where(c => c.Id != connection.Id && !c.First).Select(c => c.Prefix)],
        };
        foreach (var collection in Records) await DeleteAsync(collection, path => scope.PosIdOf(path) is not null, cancellation);
        await DeleteAsync(Collections.CustomerSpending, path => IsSpendingOf(scope, connection, path), cancellation);
        await DeleteDaysAsync(scope, cancellation);
        if (await TieOut.WithoutAsync(tenant, connection.Id, cancellation) is { } others) await commits.AddAsync(others, cancellation);
        foreach (var named in (string[])[Collections.Quarantine, Collections.HeldDeletes, Collections.Runs, Collections.WebhookEvents, Collections.WebhookHints]) await DeleteNamedAsync(named, connection, cancellation);
        await commits.FlushAsync(cancellation);
        await DeleteAsync(LedgerManifest.Collection, path => path.Id == connection.Id || path.Id.StartsWith(connection.Id + "~", StringComparison.Ordinal), cancellation);
        foreach (var other in all.Where(c => c.Id != connection.Id && !c.Removing)) await commits.AddAsync(LedgerManifest.Unbase(other.Id), cancellation);
        await commits.FlushAsync(cancellation);
    }

    // An address's document is of all connections; with none left it goes, else the run that follows makes it anew.
    private bool IsSpendingOf(DocumentScope scope, Connection connection, DocumentPath path)
    {
        var name = DocumentId.Unescape(path.Id);
        return name.StartsWith("cid_", StringComparison.Ordinal) ? scope.PosIdOfKey(name[4..]) is not null : !all.Any(c => c.Id != connection.Id && !c.Removing);
    }

    // By their location, whose id carries the connection's prefix: a run that was killed has written days that no ledger knows.
    private async Task DeleteDaysAsync(DocumentScope scope, CancellationToken cancellation)
    {
        List<DocumentPath> found = [];
        await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = Collections.DailySales, Select = ["locationId"] }, cancellation))
            if (document.Body.Read().Text("locationId") is { } location && scope.PosIdOfKey(location) is not null) found.Add(document.Path);
        foreach (var path in found) await commits.AddAsync(DocumentWrite.Delete(path), cancellation);
    }

    private async Task DeleteNamedAsync(string collection, Connection connection, CancellationToken cancellation)
    {
        var query = new DocumentQuery { Collection = collection, Filters = [new DocumentFilter("connection", FilterOperator.Equal, connection.Id)] };
        await foreach (var document in tenant.QueryAsync(query, cancellation)) await commits.AddAsync(DocumentWrite.Delete(document.Path), cancellation);
    }

    private async Task DeleteAsync(string collection, Func<DocumentPath, bool> which, CancellationToken cancellation)
    {
        List<DocumentPath> found = [];
        // Of no field's worth: only the ids count.
        await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = collection, Select = ["id"] }, cancellation))
            if (which(document.Path)) found.Add(document.Path);
        foreach (var path in found) await commits.AddAsync(DocumentWrite.Delete(path), cancellation);
    }
}
