using System.Collections.Frozen;
using Sync.Insights.Segments;
using Sync.Insights.Spending;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Documents;

/// <summary>How a customer stands in <c>customers/{id}</c>: the POS's fields, and the derived ones beside them.</summary>
internal static class CustomerDocument
{
    /// <summary>Fields of the POS that may be absent; an update removes those that are.</summary>
    private static readonly string[] Optional = ["phone", "userId"];

    /// <summary>Fields that the POS always states.</summary>
    private static readonly string[] Always = ["email", "firstName", "id", "lastName", "orgId"];

    /// <summary>Derived fields that may be absent.</summary>
    public static IReadOnlyList<string> DerivedOptional { get; } = ["firstOrderDate", "lastOrderDate"];

    private static readonly FrozenSet<string> Derived =
        new[] { "firstOrderDate", "lastOrderDate", "orderCount", "segment", "totalSpent" }.ToFrozenSet();

    /// <summary>The POS's fields, keys in ordinal order.</summary>
    public static void WriteBase(DocumentBodyWriter w, DocumentScope scope, Customer customer)
    {
        w.Begin();
        if (customer.CreatedAt is { } created) w.Time("createdAt", created);
        if (!customer.Partial || customer.Email is not null) w.Text("email", customer.Email ?? "");
        if (!customer.Partial || customer.FirstName is not null) w.Text("firstName", customer.FirstName ?? "");
        w.Text("id", scope.Key(customer.Id));
        if (!customer.Partial || customer.LastName is not null) w.Text("lastName", customer.LastName ?? "");
        if (customer.LoyaltyPoints is { } points) w.Number("loyaltyPoints", points);
        w.Text("orgId", scope.Org.Value);
        w.OptionalText("phone", customer.Phone);
        w.OptionalText("userId", customer.UserId);
    }

    /// <summary>Whether a field goes where the POS, showing all of a customer, does not have it.</summary>
    public static bool GoesUnsaid(string field) => Optional.Contains(field);

    /// <summary>What an update removes: what the POS has no longer.</summary>
    public static IReadOnlyList<string> Gone(Customer customer) => customer.Partial
        ? []
        : [.. Optional.Where(f => (f == "phone" ? customer.Phone : customer.UserId) is null)];

    /// <summary>Fields that a document has from its first day on, where the POS states none.</summary>
    public static DocumentBody Defaults(Customer customer) => DocumentBody.Build(w =>
    {
        if (customer.Partial && customer.Email is null) w.Text("email", "");
        if (customer.Partial && customer.FirstName is null) w.Text("firstName", "");
        if (customer.Partial && customer.LastName is null) w.Text("lastName", "");
        if (customer.LoyaltyPoints is null) w.Number("loyaltyPoints", 0);
    });

    /// <summary>The tier stands by itself: it is written when it moves, so that one set elsewhere survives.</summary>
    public static DocumentBody TierBody(LoyaltyTier tier) => DocumentBody.Build(w => w.Text("loyaltyTier", LoyaltyTiers.NameOf(tier)));

    /// <summary>Points that the POS does not state, as they were last seen on the document.</summary>
    public static DocumentBody PointsBody(long points) => DocumentBody.Build(w => w.Number("loyaltyPoints", points));

    /// <summary>The derived fields, keys in ordinal order.</summary>
    public static DocumentBody DerivedBody(SpendingTotals lifetime, Segment segment, Currency currency, bool createdByOrder) =>
        DocumentBody.Build(w =>
        {
            if (createdByOrder && lifetime.FirstOrder is { } created) w.Time("createdAt", created);
            if (lifetime.FirstOrder is { } first) w.Time("firstOrderDate", first);
            if (lifetime.LastOrder is { } last) w.Time("lastOrderDate", last);
            w.Number("orderCount", lifetime.Orders);
            w.Text("segment", Segmentation.NameOf(segment));
            w.Money("totalSpent", new Money(lifetime.Net, currency));
        });

    /// <summary>Derived fields that are absent from a body and so must go from the document.</summary>
    public static IReadOnlyList<string> DerivedGone(SpendingTotals lifetime, bool createdByOrder) =>
        lifetime.FirstOrder is not null ? [] : createdByOrder ? [.. DerivedOptional, "createdAt"] : DerivedOptional;

    /// <summary>The POS's fields of a stored document, as <see cref="WriteBase"/> would have written them.</summary>
    public static DocumentBody BaseOf(DocumentBody stored, bool posPoints, bool posCreated) => stored.CanonicalOf(
        Always.Concat(Optional).Concat(posPoints ? ["loyaltyPoints"] : []).Concat(posCreated ? ["createdAt"] : []).ToHashSet());

    /// <summary>The derived fields of a stored document, as <see cref="DerivedBody"/> would have written them.</summary>
    public static DocumentBody DerivedOf(DocumentBody stored, bool createdByOrder) =>
        stored.CanonicalOf(createdByOrder ? Derived.Append("createdAt").ToHashSet() : Derived);
}
