using Sync.Engine.Ledger;
using Sync.Store;

namespace Sync.Engine.Rebuilding;

/// <summary>
/// The ledger as it was before it is made anew of the documents: it tells repairs from changes, and what no document tells (which of a
/// customer's fields are the POS's).
/// </summary>
/// <param name="Ledger">What of it can be read.</param>
/// <param name="IsWhole">
/// Whether that is all of it. Where it is not, the POS has to show everything again: a read from the cursor brings only what has changed
/// since.
/// </param>
internal sealed record FormerLedger(ConnectionLedger Ledger, bool IsWhole)
{
    public static async Task<FormerLedger> OpenAsync(ITenantStore store, string connectionId, CancellationToken cancellation)
    {
        var ledger = await ConnectionLedger.OpenAsync(store, connectionId, cancellation);
        var whole = !ledger.Manifest.LacksTables;
        foreach (var table in ledger.Manifest.Tables.Keys.ToList()) whole &= await TryLoadAsync(ledger, table, cancellation);
        return new FormerLedger(ledger, whole);
    }

    private static async Task<bool> TryLoadAsync(ConnectionLedger ledger, string table, CancellationToken cancellation)
    {
        try
        {
            await ledger.TableAsync(table, cancellation);
            return true;
        }
        catch (LedgerDamagedException)
        {
            return false;
        }
    }
}
