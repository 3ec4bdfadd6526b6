using Sync.Engine.Ledger;
using Sync.Engine.Matching;
using Sync.Engine.Runs;
using Sync.Insights.Spending;

namespace Sync.Engine.Deriving;

/// <summary>Spending by address, where several customers share one: together they are one buyer to whoever looks an address up.</summary>
internal sealed class EmailTotals
{
    private readonly Dictionary<UInt128, SpendingTotals> shared = [];
    private readonly Dictionary<UInt128, SpendingTotals> elsewhere = [];

    private EmailTotals()
    {
    }

    public static EmailTotals Of(LedgerTable customers, CustomerDirectory directory)
    {
        var totals = new EmailTotals();
        customers.ForEach((_, _, bytes) =>
        {
            CustomerRow.ReadKeys(bytes, out var email, out _);
            if (CustomerDirectory.KeyOfEmail(email) is not { } key || !directory.IsShared(key)) return;
            totals.shared[key] = totals.shared.GetValueOrDefault(key, SpendingTotals.None) + CustomerRow.Read(bytes).Lifetime;
        });
        return totals;
    }

    /// <summary>Adds what was spent under the same addresses at the org's other connections, by their ledgers.</summary>
    public async Task AddOthersAsync(RunContext run, CancellationToken cancellation)
    {
        foreach (var other in run.OtherConnections)
        {
            var ledger = await ConnectionLedger.OpenAsync(run.Store, other, cancellation);
            if (ledger.Manifest.Currency != run.Currency.Code) continue; // pounds and dollars make no sum
            try
            {
                (await ledger.TableAsync(TableNames.Customers, cancellation)).ForEach((_, _, bytes) => AddElsewhere(bytes));
            }
            catch (LedgerDamagedException)
            {
                // That connection's own next run heals it, and counts again what both share.
            }
        }
    }

    private void AddElsewhere(ReadOnlySpan<byte> bytes)
    {
        CustomerRow.ReadKeys(bytes, out var email, out _);
        if (CustomerDirectory.KeyOfEmail(email) is not { } key) return;
        var lifetime = CustomerRow.Read(bytes).Lifetime;
        if (lifetime.Records > 0) elsewhere[key] = Elsewhere(key) + lifetime;
    }

    /// <summary>What all customers of an address have spent, at whichever connection.</summary>
    public SpendingTotals Of(UInt128 emailKey, SpendingTotals own) => shared.GetValueOrDefault(emailKey, own) + Elsewhere(emailKey);

    /// <summary>What was spent under an address at the org's other connections.</summary>
    public SpendingTotals Elsewhere(UInt128 emailKey) => elsewhere.GetValueOrDefault(emailKey, SpendingTotals.None);
}
