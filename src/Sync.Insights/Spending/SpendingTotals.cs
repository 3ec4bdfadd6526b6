namespace Sync.Insights.Spending;

/// <summary>What a customer has spent, in whole or in one month. Totals of parts add up to the total of all.</summary>
/// <param name="Net">Money kept by the shop, in minor units.</param>
/// <param name="Orders">Sales that count as orders.</param>
/// <param name="Records">Sales and returns together; where it is 0 there is nothing to tell.</param>
/// <param name="First">The first sale, in microseconds since 1970; <see cref="long.MaxValue"/> where there is none.</param>
/// <param name="Last">The last sale, likewise; <see cref="long.MinValue"/> where there is none.</param>
public readonly record struct SpendingTotals(long Net, long Orders, long Records, long First, long Last)
{
    /// <summary>Nothing yet.</summary>
    public static SpendingTotals None { get; } = new(0, 0, 0, long.MaxValue, long.MinValue);

    /// <summary>The instant of the first sale.</summary>
    public DateTimeOffset? FirstOrder => First == long.MaxValue ? null : DateTimeOffset.UnixEpoch.AddMicroseconds(First);

    /// <summary>The instant of the last sale.</summary>
    public DateTimeOffset? LastOrder => Last == long.MinValue ? null : DateTimeOffset.UnixEpoch.AddMicroseconds(Last);

    /// <summary>With one more sale.</summary>
    public SpendingTotals WithSale(long net, long at) =>
        new(checked(Net + net), Orders + 1, Records + 1, Math.Min(First, at), Math.Max(Last, at));

    /// <summary>With one more return.</summary>
    public SpendingTotals WithReturn(long net) => this with { Net = checked(Net + net), Records = Records + 1 };

    /// <summary>Two parts together.</summary>
    public static SpendingTotals operator +(SpendingTotals a, SpendingTotals b) => new(
        checked(a.Net + b.Net), a.Orders + b.Orders, a.Records + b.Records, Math.Min(a.First, b.First), Math.Max(a.Last, b.Last));

    /// <summary>Net spending per order, in minor units, rounded half away from zero; 0 where no order counts.</summary>
    public long Average => Orders == 0 ? 0 : decimal.ToInt64(decimal.Round((decimal)Net / Orders, 0, MidpointRounding.AwayFromZero));
}
