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
    public static SaleFigures Of(Order order) => Of(order.Status, order.Total.Minor, order.Refunded.Minor);

    /// <summary>The contribution of an order of this status, total and refund, in minor units.</summary>
    public static SaleFigures Of(OrderStatus status, long total, long refunded)
    {
        if (status is OrderStatus.Open or OrderStatus.Cancelled) return default;
        if (status == OrderStatus.Refunded && refunded == 0) refunded = Math.Max(total, 0);
        if (total < 0) return new SaleFigures(SaleKind.Return, 0, checked(refunded - total));
        return new SaleFigures(status == OrderStatus.Refunded ? SaleKind.Return : SaleKind.Sale, total, refunded);
    }
}
