using Sync.Engine.Documents;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>One person who is a customer of several connections.</summary>
/// <param name="Id">The person's id: that of the earliest connection's customer.</param>
/// <param name="Name">The name; null for none.</param>
/// <param name="CustomerIds">The customers' ids, as documents state them.</param>
/// <param name="MatchedBy">What they share: <c>email</c>, <c>phone</c>.</param>
/// <param name="OrderCount">Their orders together.</param>
/// <param name="TotalSpent">What they have spent together, in the currency of the earliest connection, in major units.</param>
public sealed record PersonSummary(
    string Id, string? Name, IReadOnlyList<string> CustomerIds, IReadOnlyList<string> MatchedBy, long OrderCount, decimal TotalSpent)
{
    /// <summary>An org's persons, in order of id.</summary>
    /// <exception cref="OrgException">There is no such org.</exception>
    public static async Task<IReadOnlyList<PersonSummary>> ListAsync(IDocumentStore store, OrgId org, CancellationToken cancellation = default)
    {
        var tenant = store.OpenTenant(org);
        await OrgDirectory.GetAsync(tenant, cancellation);
        List<PersonSummary> all = [];
        await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = Collections.People }, cancellation)) all.Add(Of(document.Body.Read()));
        return all;
    }

    private static PersonSummary Of(DocumentFields f)
    {
        var name = string.Join(' ', new[] { f.Text("firstName"), f.Text("lastName") }.Where(n => !string.IsNullOrEmpty(n)));
        return new PersonSummary(
            f.Text("id")!, name.Length == 0 ? null : name, [.. f.TextList("customerIds")], [.. f.TextList("matchedBy")], f.Integer("orderCount") ?? 0, f.Number("totalSpent") ?? 0);
    }
}
