using Sync.Model;

namespace Sync.Insights.Sales;

/// <summary>What one order contributes to sales and spending, in minor units.</summary>
/// <param name="Kind">How it counts.</param>
/// <param name="Gross">Money taken in.</param>
/// <param name="Refunds">Money given back, as a positive amount.</param>
public readonly record struct SaleFigures(SaleKind Kind, long Gross, long Refunds)
{
    /// <summary>Money kept.</summary>
    public long Net => checked(Gross - Refunds);

    /// <summary>The contribution of an order.</summary>
    public static SaleFigures Of(Order order)
    {
        if (order.Status is OrderStatus.Open or OrderStatus.Cancelled) return default;
        var total = order.Total.Minor;
        var refunded = order.Status == OrderStatus.Refunded && order.Refunded.Minor == 0 ? Math.Max(total, 0) : order.Refunded.Minor;
        if (total < 0) return new SaleFigures(SaleKind.Return, 0, checked(refunded - total));
        return new SaleFigures(order.Status == OrderStatus.Refunded ? SaleKind.Return : SaleKind.Sale, total, refunded);
    }
}
