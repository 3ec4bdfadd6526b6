using Sync.Engine.Documents;
using Sync.Engine.Orgs;
using Sync.Engine.People;
using Sync.Insights.Segments;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>How many customers are in each segment at an instant, by what is stored of them.</summary>
public sealed class SegmentCounts(IDocumentStore store)
{
    /// <summary>
    /// Counts by segment name, every segment included, and the customers whose spending is not known yet, who are in none; customers
    /// of several connections who are one person count once, with all that they have spent.
    /// </summary>
    public async Task<(SortedDictionary<string, long> BySegment, long NotYetKnown)> CountAsync(OrgId org, DateTimeOffset asOf, CancellationToken cancellation = default)
    {
        var tenant = store.OpenTenant(org);
        var settings = await OrgDirectory.GetAsync(tenant, cancellation);
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var unknown = 0L;
        foreach (var segment in Enum.GetValues<Segment>()) counts[Segmentation.NameOf(segment)] = 0;
        foreach (var collection in (string[])[Collections.Customers, Collections.People])
        {
            var query = new DocumentQuery { Collection = collection, Select = ["lastOrderDate", "orderCount", PersonDocument.Link, "totalSpent"] };
            await foreach (var document in tenant.QueryAsync(query, cancellation))
            {
                var f = document.Body.Read();
                if (f.Has(PersonDocument.Link)) continue;
                if (f.Integer("orderCount") is not { } orders) unknown++;
                else counts[Segmentation.NameOf(Segmentation.Of(settings.Segments, f.Number("totalSpent") ?? 0, orders, f.Time("lastOrderDate"), asOf))]++;
            }
        }

        return (counts, unknown);
    }
}
