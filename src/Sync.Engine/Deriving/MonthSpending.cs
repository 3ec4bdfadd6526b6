using Sync.Engine.Ledger;
using Sync.Insights.Sales;
using Sync.Insights.Spending;

namespace Sync.Engine.Deriving;

/// <summary>
/// Brings the customers' spending of one month in line with that month's orders. A month's figures are computed from its rows
/// and replace what was there, so that a repeat changes nothing.
/// </summary>
internal sealed class MonthSpending(LedgerTable customers)
{
    private readonly RowWriter row = new();

    /// <summary>Counts a month; the customers whose spending came out different are marked as touched.</summary>
    public void Apply(int month, LedgerTable orders)
    {
        var now = Totals(orders);
        foreach (var key in customers.Keys())
        {
            customers.TryGet(key, out var bytes);
            SpendingTotals? totals = now.TryGetValue(key, out var some) ? some : null;
            if (CustomerRow.ReadMonth(bytes, month) == totals) continue;
            var customer = CustomerRow.Read(bytes);
            customer.SetMonth(month, totals);
            customer.Write(row);
            customers.Set(customers.IdOf(key), key, row.Written);
            customers.MarkTouched(key);
        }
    }

    private static Dictionary<StableHash, SpendingTotals> Totals(LedgerTable orders)
    {
        var totals = new Dictionary<StableHash, SpendingTotals>();
        orders.ForEach((_, _, bytes) =>
        {
            var order = OrderRow.Read(bytes);
            if (!order.Matched) return;
            var key = StableHash.Of(order.Customer);
            var sum = totals.GetValueOrDefault(key, SpendingTotals.None);
            totals[key] = order.Figures.Kind switch
            {
                SaleKind.Sale => sum.WithSale(order.Figures.Net, order.CreatedAt),
                SaleKind.Return => sum.WithReturn(order.Figures.Net),
                _ => sum,
            };
        });
        return totals;
    }
}
