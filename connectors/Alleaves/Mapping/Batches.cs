using System.Globalization;
using Sync.ConnectorKit.Wire;
using Sync.Connectors.Alleaves.Wire;
using Sync.Model;

namespace Sync.Connectors.Alleaves.Mapping;

/// <summary>
/// Puts the batches of an item together, in whatever order they come: stock adds up, and what else differs is taken from the batch
/// that is sold next, or from the one after it where that one does not say.
/// </summary>
internal static class Batches
{
    public static IReadOnlyList<ProductRow?> Merge(IReadOnlyList<ProductRow?> rows)
    {
        var merged = new List<ProductRow?>(rows.Count);
        var items = new Dictionary<string, (int Place, List<ProductRow> Batches)>();
        foreach (var row in rows)
        {
            if (row?.Id is { } id && items.TryGetValue(id, out var item))
            {
                item.Batches.Add(row);
                continue;
            }

            if (row?.Id is { } first) items[first] = (merged.Count, [row]);
            merged.Add(row);
        }

        foreach (var (place, batches) in items.Values)
            if (batches.Count > 1) merged[place] = batches.OrderBy(IsSoldOut).ThenBy(Number).ThenBy(b => b.IdBatch, StringComparer.Ordinal).Aggregate(Join);
        return merged;
    }

    // Price and cost of a batch that is sold out say nothing of what the next buyer pays.
    private static bool IsSoldOut(ProductRow row) => row.Available != true;

    // Ids count up: the oldest batch is sold first.
    private static decimal Number(ProductRow row) =>
        decimal.TryParse(row.IdBatch, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : decimal.MaxValue;

    private static ProductRow Join(ProductRow lead, ProductRow next) => lead with
    {
        Available = lead.Available == true || next.Available == true ? true : lead.Available ?? next.Available,
        Quantity = Sum(lead.Stock, next.Stock),
        Price = Price(Amounts.Either(lead.Price, lead.PriceRetail), Amounts.Either(next.Price, next.PriceRetail)),
        Cost = Cost(Amounts.Either(lead.Cost, lead.CostOfGood), Amounts.Either(next.Cost, next.CostOfGood)),
        BatchCost = Cost(Amounts.Either(lead.BatchCost, lead.BatchCostOfGood), Amounts.Either(next.BatchCost, next.BatchCostOfGood)),
        Thc = Percent(lead.Thc, next.Thc),
        Cbd = Percent(lead.Cbd, next.Cbd),
        Strain = Text.OrNull(lead.Strain) ?? next.Strain,
    };

    // 0 is what rows without a price carry. One that cannot be read is no such row: what the next batch costs is not what this one does.
    private static WireNumber Price(WireNumber lead, WireNumber next) => Says(lead) || !Says(next) ? lead : next;

    private static WireNumber Cost(WireNumber lead, WireNumber next) => Amounts.IsReal(lead) ? lead : Amounts.IsReal(next) ? next : Price(lead, next);

    private static WireNumber Percent(WireNumber lead, WireNumber next) => lead.Value >= 0 ? lead : next.Value >= 0 ? next : lead.Or(next);

    private static bool Says(WireNumber price) => Amounts.IsReal(price) || Amounts.IsWrong(price);

    private static WireNumber Sum(WireNumber a, WireNumber b) =>
        a.Value is null ? b : b.Value is null ? a : new WireNumber(a.Value + b.Value);
}
