using Sync.Engine.Ledger;
using Sync.Engine.Matching;
using Sync.Engine.Runs;
using Sync.Insights.Spending;

namespace Sync.Engine.Deriving;

/// <summary>Spending by address, where several customers of a connection share one: together they are one buyer to whoever looks an address up.</summary>
internal sealed class EmailTotals
{
    private readonly Dictionary<StableHash, SpendingTotals> shared = [];

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

    /// <summary>What all customers of an address have spent.</summary>
    public SpendingTotals Of(StableHash emailKey, SpendingTotals own) => shared.GetValueOrDefault(emailKey, own);
}
