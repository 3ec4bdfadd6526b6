using Sync.Engine.Documents;
using Sync.Engine.Orgs;
using Sync.Insights.Segments;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>How many customers are in each segment at an instant, by what is stored of them.</summary>
public sealed class SegmentCounts(IDocumentStore store)
{
    /// <summary>Counts by segment name, every segment included. Customers whose spending is not known yet are left out.</summary>
    public async Task<SortedDictionary<string, long>> CountAsync(OrgId org, DateTimeOffset asOf, CancellationToken cancellation = default)
    {
        var tenant = store.OpenTenant(org);
        var settings = await OrgDirectory.GetAsync(tenant, cancellation);
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var segment in Enum.GetValues<Segment>()) counts[Segmentation.NameOf(segment)] = 0;
        var query = new DocumentQuery { Collection = Collections.Customers, Select = ["lastOrderDate", "orderCount", "totalSpent"] };
        await foreach (var document in tenant.QueryAsync(query, cancellation))
        {
            var f = document.Body.Read();
            if (f.Integer("orderCount") is not { } orders) continue;
            counts[Segmentation.NameOf(Segmentation.Of(settings.Segments, f.Number("totalSpent") ?? 0, orders, f.Time("lastOrderDate"), asOf))]++;
        }

        return counts;
    }
}
