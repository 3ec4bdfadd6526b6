using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Engine.Rebuilding;

/// <summary>
/// Makes a connection's ledger anew from the documents that are really stored, so that a full run sees what others changed or
/// removed. Where a document and the old ledger disagree, the document is believed.
/// </summary>
internal sealed class LedgerRebuild(RunContext run)
{
    /// <summary>
    /// Whether the ledger is known not to tell what is stored: a run died while it wrote, or there is no ledger though there
    /// are documents.
    /// </summary>
    public static async Task<bool> IsNeededAsync(ITenantStore store, ConnectionLedger ledger, CancellationToken cancellation)
    {
        if (!ledger.IsMissing) return ledger.Manifest.Unsettled;
        foreach (var collection in Collections.Tenant)
            await foreach (var _ in store.QueryAsync(new DocumentQuery { Collection = collection, Limit = 1 }, cancellation)) return true;
        return false;
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        var customers = new CustomerRebuild(run);
        run.Report("comparing customers", 0, null);
        await foreach (var document in All(Collections.Customers, cancellation)) customers.Add(document);
        await foreach (var document in All(Collections.CustomerSpending, cancellation)) await customers.AddSpendingAsync(document);
        run.Ledger.Replace(TableNames.Customers, customers.Table());

        var orders = new OrderRebuild(run);
        run.Report("comparing orders", 0, null);
        await foreach (var document in All(Collections.Orders, cancellation)) await orders.AddAsync(document, matched: true);
        await foreach (var document in All(Collections.UnmatchedOrders, cancellation)) await orders.AddAsync(document, matched: false);
        foreach (var (name, table) in orders.Tables()) run.Ledger.Replace(name, table);

        var products = new ProductRebuild(run);
        await foreach (var document in All(Collections.Products, cancellation)) products.Add(document);
        await foreach (var document in All(Collections.PublicProducts, cancellation)) products.AddPublic(document);
        run.Ledger.Replace(TableNames.Products, products.Table());

        var inventory = new InventoryRebuild(run);
        await foreach (var document in All(Collections.Inventory, cancellation)) inventory.Add(document);
        run.Ledger.Replace(TableNames.Inventory, inventory.Table);

        var days = new DayRebuild(run);
        await foreach (var document in All(Collections.DailySales, cancellation)) days.Add(document);
        run.Ledger.Replace(TableNames.Days, days.Table());
    }

    private IAsyncEnumerable<StoredDocument> All(string collection, CancellationToken cancellation) =>
        run.Store.QueryAsync(new DocumentQuery { Collection = collection }, cancellation);
}
