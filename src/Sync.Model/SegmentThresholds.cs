namespace Sync.Model;

/// <summary>Where segments begin and end; money in major units, days as whole days of elapsed time.</summary>
public sealed record SegmentThresholds
{
    /// <summary>A vip has spent at least this; default 1000.</summary>
    public decimal VipSpent { get; init; } = 1000m;

    /// <summary>A vip has at least so many orders; default 10.</summary>
    public int VipOrders { get; init; } = 10;

    /// <summary>A loyal customer has at least so many orders; default 5.</summary>
    public int LoyalOrders { get; init; } = 5;

    /// <summary>A loyal customer's last order is less than so many days ago; default 60.</summary>
    public int LoyalDays { get; init; } = 60;

    /// <summary>A churned customer's last order is more than so many days ago; default 90.</summary>
    public int ChurnedDays { get; init; } = 90;

    /// <summary>An at-risk customer's last order is more than so many days ago; default 45.</summary>
    public int AtRiskDays { get; init; } = 45;

    /// <summary>A returning customer has at least so many orders; default 2.</summary>
    public int ReturningOrders { get; init; } = 2;
}
