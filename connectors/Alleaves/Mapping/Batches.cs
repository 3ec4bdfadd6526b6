using Sync.ConnectorKit.Wire;
using Sync.Connectors.Alleaves.Wire;

namespace Sync.Connectors.Alleaves.Mapping;

/// <summary>Puts the batches of an item together: stock adds up, what else differs is taken from the batch that is sold.</summary>
internal static class Batches
{
    public static IReadOnlyList<ProductRow?> Merge(IReadOnlyList<ProductRow?> rows)
    {
        var merged = new List<ProductRow?>(rows.Count);
        var places = new Dictionary<string, int>();
        foreach (var row in rows)
        {
            if (row?.Id is not { } id) merged.Add(row);
            else if (places.TryGetValue(id, out var place)) merged[place] = Join(merged[place]!, row);
            else
            {
                places[id] = merged.Count;
                merged.Add(row);
            }
        }

        return merged;
    }

    private static ProductRow Join(ProductRow first, ProductRow second)
    {
        // Price and cost of a batch that is sold out say nothing of what the next buyer pays.
        var lead = first.Available != true && second.Available == true ? second : first;
        return lead with
        {
            Available = first.Available == true || second.Available == true ? true : first.Available ?? second.Available,
            Quantity = Sum(first.Stock, second.Stock),
        };
    }

    private static WireNumber Sum(WireNumber a, WireNumber b) =>
        a.Value is null ? b : b.Value is null ? a : new WireNumber(a.Value + b.Value);
}
