using Sync.Engine.Documents;
using Sync.Insights.Spending;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>Where an answer about spending comes from.</summary>
public enum SpendingSource
{
    /// <summary>The computed document.</summary>
    Stored,

    /// <summary>The customer's stored orders, added up just now, because the computed document is not there yet.</summary>
    Live,

    /// <summary>The first sync has not come so far.</summary>
    NotYetKnown,

    /// <summary>The customer is known and has no order that counts.</summary>
    NoOrders,

    /// <summary>The customer has orders, and none is in the currency that sums are in.</summary>
    OtherCurrency,

    /// <summary>Nobody has that address or id.</summary>
    UnknownCustomer,
}

/// <summary>What a customer has spent, as far as is known.</summary>
/// <param name="Source">Where the answer comes from; without <see cref="Spending"/> it is the whole answer.</param>
/// <param name="Spending">The figures; null where there are none to give.</param>
public sealed record SpendingAnswer(SpendingSource Source, SpendingFigures? Spending = null)
{
    internal static SpendingAnswer Stored(DocumentFields f, Currency currency) => new(SpendingSource.Stored, new SpendingFigures(
        StoredAmount.Of(f, "totalSpent", currency),
        f.Integer("orderCount") ?? 0,
        StoredAmount.Of(f, "avgOrderValue", currency),
        f.Time("firstOrderDate"),
        f.Time("lastOrderDate")));

    internal static SpendingAnswer Live(SpendingTotals t, Currency currency) => new(SpendingSource.Live, new SpendingFigures(
        new Money(t.Net, currency), t.Orders, new Money(t.Average, currency), t.FirstOrder, t.LastOrder));
}

/// <summary>A customer's lifetime spending.</summary>
/// <param name="TotalSpent">Net of returns and refunds.</param>
/// <param name="OrderCount">Orders that count.</param>
/// <param name="AverageOrderValue">Net per order.</param>
/// <param name="FirstOrder">The first of them.</param>
/// <param name="LastOrder">The last of them.</param>
public sealed record SpendingFigures(Money TotalSpent, long OrderCount, Money AverageOrderValue, DateTimeOffset? FirstOrder, DateTimeOffset? LastOrder);
