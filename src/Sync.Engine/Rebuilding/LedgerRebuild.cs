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
    private readonly OwnDocuments own = new(run.Store, run.Scope);

    /// <summary>
    /// Whether the ledger is known not to tell what is stored: a run died while it wrote, or there is no ledger though there
    /// are documents of the connection.
    /// </summary>
    public static async Task<bool> IsNeededAsync(OwnDocuments own, ConnectionLedger ledger, CancellationToken cancellation) =>
        ledger.IsMissing ? await own.AnyAsync(cancellation) : ledger.Manifest.Unsettled;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var customers = new CustomerRebuild(run);
        run.Report("comparing customers", 0, null);
        await foreach (var document in own.In(Collections.Customers, cancellation)) customers.Add(document);
        await foreach (var document in SpendingAsync(cancellation)) await customers.AddSpendingAsync(document);
        run.Ledger.Replace(TableNames.Customers, customers.Table());

        var orders = new OrderRebuild(run);
        run.Report("comparing orders", 0, null);
        await foreach (var document in own.In(Collections.Orders, cancellation)) await orders.AddAsync(document, matched: true);
        await foreach (var document in own.In(Collections.UnmatchedOrders, cancellation)) await orders.AddAsync(document, matched: false);
        foreach (var (name, table) in orders.Tables()) run.Ledger.Replace(name, table);

        var products = new ProductRebuild(run);
        await foreach (var document in own.In(Collections.Products, cancellation)) products.Add(document);
        await foreach (var document in own.In(Collections.PublicProducts, cancellation)) products.AddPublic(document);
        run.Ledger.Replace(TableNames.Products, products.Table());

        var inventory = new InventoryRebuild(run);
        await foreach (var document in own.In(Collections.Inventory, cancellation)) inventory.Add(document);
        run.Ledger.Replace(TableNames.Inventory, inventory.Table);

        var days = new DayRebuild(run);
        await foreach (var document in own.AllAsync(Collections.DailySales, cancellation)) days.Add(document);
        run.Ledger.Replace(TableNames.Days, days.Table());
    }

    // What is under an address is made over all connections; of several, none compares it alone.
    private IAsyncEnumerable<StoredDocument> SpendingAsync(CancellationToken cancellation) =>
        run.IsOnlyConnection ? own.AllAsync(Collections.CustomerSpending, cancellation) : own.SpendingAsync(cancellation);
}
