using Sync.Model;

namespace Sync.Insights.Segments;

/// <summary>Puts a customer into a segment. The rules and their order are the requirements'; the first that holds wins.</summary>
public static class Segmentation
{
    /// <summary>The segment at an instant.</summary>
    /// <param name="rules">The org's thresholds.</param>
    /// <param name="totalSpent">Lifetime spending in major units.</param>
    /// <param name="orderCount">Lifetime orders that count.</param>
    /// <param name="lastOrder">The last of them; null where there is none.</param>
    /// <param name="now">The instant; days are whole days of elapsed time before it.</param>
    public static Segment Of(SegmentThresholds rules, decimal totalSpent, long orderCount, DateTimeOffset? lastOrder, DateTimeOffset now)
    {
        // Someone who joined and has not bought yet is new, however long ago that was.
        if (orderCount == 0 && lastOrder is null) return Segment.New;
        if (totalSpent >= rules.VipSpent && orderCount >= rules.VipOrders) return Segment.Vip;

        // Whole days rounded towards the past, so that an order a minute in the future is day -1 and not 0.
        var days = lastOrder is { } last ? (long)Math.Floor((now - last).TotalDays) : (long?)null;
        if (orderCount >= rules.LoyalOrders && days < rules.LoyalDays) return Segment.Loyal;
        if (days > rules.ChurnedDays) return Segment.Churned;
        if (days > rules.AtRiskDays) return Segment.AtRisk;
        return orderCount >= rules.ReturningOrders ? Segment.Returning : Segment.New;
    }

    /// <summary>The segment's name in documents.</summary>
    public static string NameOf(Segment segment) => segment switch
    {
        Segment.Vip => "vip",
        Segment.Loyal => "loyal",
        Segment.Returning => "returning",
        Segment.AtRisk => "at_risk",
        Segment.Churned => "churned",
        _ => "new",
    };
}
