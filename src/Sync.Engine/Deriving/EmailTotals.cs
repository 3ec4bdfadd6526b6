using Sync.Engine.Ledger;
using Sync.Engine.Matching;
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

    public static EmailTotals Of(LedgerTable customers, CustomerDirectory directory, IReadOnlyList<LedgerTable> others)
    {
        var totals = new EmailTotals();
        customers.ForEach((_, _, bytes) =>
        {
            CustomerRow.ReadKeys(bytes, out var email, out _);
            if (CustomerDirectory.KeyOfEmail(email) is not { } key || !directory.IsShared(key)) return;
            totals.shared[key] = totals.shared.GetValueOrDefault(key, SpendingTotals.None) + CustomerRow.Read(bytes).Lifetime;
        });
        foreach (var other in others) other.ForEach((_, _, bytes) => totals.AddElsewhere(CustomerRow.Read(bytes)));
        return totals;
    }

    /// <summary>What all customers of an address have spent, at whichever connection.</summary>
    public SpendingTotals Of(UInt128 emailKey, SpendingTotals own) =>
        shared.GetValueOrDefault(emailKey, own) + elsewhere.GetValueOrDefault(emailKey, SpendingTotals.None);

    /// <summary>Whether a customer of another connection has bought under the address, so that its document is not ours alone.</summary>
    public bool IsElsewhere(UInt128 emailKey) => elsewhere.ContainsKey(emailKey);

    private void AddElsewhere(CustomerRow customer)
    {
        var lifetime = customer.Lifetime;
        if (lifetime.Records == 0 || CustomerDirectory.KeyOfEmail(customer.Email) is not { } key) return;
        elsewhere[key] = elsewhere.GetValueOrDefault(key, SpendingTotals.None) + lifetime;
    }
}
