using Sync.Engine.Ledger;
using Sync.Engine.Runs;

namespace Sync.Engine.Deriving;

/// <summary>The customers of the org's other connections: one person may buy at both, and has one address.</summary>
internal static class OtherCustomers
{
    /// <summary>Their tables; those of another currency, whose sums cannot be added to ours, are left out.</summary>
    public static async Task<List<LedgerTable>> LoadAsync(RunContext run, CancellationToken cancellation)
    {
        List<LedgerTable> tables = [];
        foreach (var connection in run.OtherConnections)
        {
            var ledger = await ConnectionLedger.OpenAsync(run.Store, connection, cancellation);
            if (ledger.Manifest.Currency != run.Currency.Code) continue;
            try
            {
                tables.Add(await ledger.TableAsync(TableNames.Customers, cancellation));
            }
            catch (LedgerDamagedException)
            {
                // That connection's own next run heals it, and counts again what both share.
            }
        }

        return tables;
    }
}
