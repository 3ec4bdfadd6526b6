using Sync.Engine.Ledger;
using Sync.Store;

namespace Sync.Engine.Runs;

/// <summary>How many records of a connection are stored.</summary>
/// <param name="Customers">In <c>customers</c>.</param>
/// <param name="Orders">In <c>orders</c>.</param>
/// <param name="Unmatched">In <c>unmatched_orders</c>.</param>
/// <param name="Products">On the menu.</param>
/// <param name="Inventory">In <c>inventory</c>.</param>
internal sealed record ConnectionCounts(long Customers, long Orders, long Unmatched, long Products, long Inventory)
{
    /// <summary>Of the connections that ran by their ledgers, of the others as the status has them.</summary>
    public static async Task<SortedDictionary<string, ConnectionCounts>> OfAsync(
        ITenantStore tenant, OrgReport report, DocumentFields? before, CancellationToken cancellation)
    {
        var counts = new SortedDictionary<string, ConnectionCounts>(StringComparer.Ordinal);
        foreach (var id in (before?.Names ?? []).Except(report.Gone))
            if (before!.Value.Map(id) is { } c)
                counts[id] = new ConnectionCounts(
                    c.Integer("customerCount") ?? 0, c.Integer("orderCount") ?? 0, c.Integer("unmatchedOrderCount") ?? 0, c.Integer("menuProductsCount") ?? 0,
                    c.Integer("inventoryCount") ?? 0);
        foreach (var run in report.Runs)
            counts[run.Connection] = run.Counts
                ?? Of(await tenant.GetAsync(LedgerManifest.PathOf(run.Connection), cancellation) is { } d ? LedgerManifest.From(d.Body) : new LedgerManifest());
        return counts;
    }

    public static ConnectionCounts Of(LedgerManifest manifest)
    {
        var orders = manifest.Tables.Where(t => TableNames.MonthOfTable(t.Key) is not null).Select(t => t.Value).ToList();
        return new ConnectionCounts(
            manifest.Tables.GetValueOrDefault(TableNames.Customers)?.Rows ?? 0,
            orders.Sum(t => t.Marked),
            orders.Sum(t => t.Rows - t.Marked),
            manifest.Tables.GetValueOrDefault(TableNames.Products)?.Rows ?? 0,
            manifest.Tables.GetValueOrDefault(TableNames.Inventory)?.Rows ?? 0);
    }
}
