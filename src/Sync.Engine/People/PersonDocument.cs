using Sync.Engine.Documents;
using Sync.Insights.Segments;
using Sync.Insights.Spending;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.People;

/// <summary>
/// How a person who is a customer at several connections stands in <c>people/{id}</c>: one view over the customers' documents,
/// which stay as they are but for <c>personId</c>.
/// </summary>
internal static class PersonDocument
{
    /// <summary>The field of a customer's document that leads here.</summary>
    public const string Link = "personId";

    private static readonly string[] Optional = ["email", "firstName", "firstOrderDate", "lastName", "lastOrderDate", "phone", "spentByCurrency"];

    public static DocumentPath Path(string personId) => new(Collections.People, DocumentId.Escape(personId));

    /// <summary>Keys in ordinal order.</summary>
    /// <param name="org">Whose.</param>
    /// <param name="link">Who is one person.</param>
    /// <param name="customers">The members' documents, in their order; null for one that is not there.</param>
    /// <param name="spent">What they have spent, by currency, that of the first member first.</param>
    /// <param name="segment">The segment of it all.</param>
    public static DocumentBody Body(
        OrgId org, PersonLink link, IReadOnlyList<DocumentFields?> customers, IReadOnlyList<(Currency Currency, SpendingTotals Totals)> spent, Segment segment)
    {
        var all = spent.Aggregate(SpendingTotals.None, (sum, s) => sum + (s.Totals with { Net = 0 }));
        return DocumentBody.Build(w =>
        {
            w.TextList("customerIds", link.Members.Select(m => m.Key));
            w.OptionalText("email", FirstOf(customers, "email"));
            w.OptionalText("firstName", FirstOf(customers, "firstName"));
            if (all.FirstOrder is { } first) w.Time("firstOrderDate", first);
            w.Text("id", link.Id);
            w.OptionalText("lastName", FirstOf(customers, "lastName"));
            if (all.LastOrder is { } last) w.Time("lastOrderDate", last);
            w.TextList("matchedBy", (string[])[.. link.ByEmail ? ["email"] : Array.Empty<string>(), .. link.ByPhone ? ["phone"] : Array.Empty<string>()]);
            w.Number("orderCount", all.Orders);
            w.Text("orgId", org.Value);
            w.OptionalText("phone", FirstOf(customers, "phone"));
            w.Text("segment", Segmentation.NameOf(segment));
            if (spent.Count > 1)
                w.Map("spentByCurrency", m =>
                {
                    foreach (var (currency, totals) in spent.OrderBy(s => s.Currency.Code, StringComparer.Ordinal)) m.Money(currency.Code, new Money(totals.Net, currency));
                });
            w.Money("totalSpent", new Money(spent[0].Totals.Net, spent[0].Currency));
        });
    }

    /// <summary>What an update removes.</summary>
    public static IReadOnlyList<string> GoneFrom(DocumentBody body) => [.. Optional.Where(f => !body.Read().Has(f))];

    // Names and addresses may be spread over the members: the earliest connection that has one is believed.
    private static string? FirstOf(IReadOnlyList<DocumentFields?> customers, string field) =>
        customers.Select(c => c?.Text(field)).FirstOrDefault(t => !string.IsNullOrEmpty(t));
}
