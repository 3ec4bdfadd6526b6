using System.Collections.Frozen;
using Sync.Insights.Spending;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Documents;

/// <summary>How lifetime spending stands in <c>customer_spending</c>, under the address and under <c>cid_{id}</c>.</summary>
internal static class SpendingDocument
{
    /// <summary>Our fields.</summary>
    public static FrozenSet<string> Fields { get; } =
        new[] { "avgOrderValue", "customerId", "email", "firstOrderDate", "lastOrderDate", "orderCount", "orgId", "totalSpent" }.ToFrozenSet();

    /// <summary>The document of a customer's id.</summary>
    public static DocumentPath IdPath(DocumentScope scope, string customerId) => KeyPath("cid_" + scope.Key(customerId));

    /// <summary>The document of an address.</summary>
    public static DocumentPath EmailPath(string email) => KeyPath(email);

    /// <summary>The document of either.</summary>
    public static DocumentPath KeyPath(string key) => new(Collections.CustomerSpending, DocumentId.Escape(key));

    /// <summary>Keys in ordinal order.</summary>
    /// <param name="org">Whose.</param>
    /// <param name="customerKey">The customer's id as documents state it; null under an address, which several may share.</param>
    /// <param name="email">The address, where there is one.</param>
    /// <param name="totals">What was spent.</param>
    /// <param name="currency">In which currency.</param>
    public static DocumentBody Body(OrgId org, string? customerKey, string? email, SpendingTotals totals, Currency currency) => DocumentBody.Build(w =>
    {
        w.Money("avgOrderValue", new Money(totals.Average, currency));
        w.OptionalText("customerId", customerKey);
        w.OptionalText("email", email);
        if (totals.FirstOrder is { } first) w.Time("firstOrderDate", first);
        if (totals.LastOrder is { } last) w.Time("lastOrderDate", last);
        w.Number("orderCount", totals.Orders);
        w.Text("orgId", org.Value);
        w.Money("totalSpent", new Money(totals.Net, currency));
    });

    /// <summary>What an update removes.</summary>
    public static IReadOnlyList<string> Gone(SpendingTotals totals, string? email)
    {
        List<string> gone = totals.FirstOrder is null ? ["firstOrderDate", "lastOrderDate"] : [];
        if (email is null) gone.Add("email");
        return gone;
    }
}
