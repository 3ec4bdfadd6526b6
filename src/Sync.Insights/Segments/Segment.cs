namespace Sync.Insights.Segments;

/// <summary>Who a customer is to the shop, by what they bought and when.</summary>
public enum Segment
{
    /// <summary>No order yet, or one.</summary>
    New,

    /// <summary>Spent much in many orders.</summary>
    Vip,

    /// <summary>Orders often, and lately.</summary>
    Loyal,

    /// <summary>Came back at least once.</summary>
    Returning,

    /// <summary>Has not ordered for a while.</summary>
    AtRisk,

    /// <summary>Has not ordered for long.</summary>
    Churned,
}
