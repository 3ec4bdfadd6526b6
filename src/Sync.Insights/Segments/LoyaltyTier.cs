using Sync.Model;

namespace Sync.Insights.Segments;

/// <summary>A customer's standing by loyalty points.</summary>
public enum LoyaltyTier
{
    /// <summary>From the first point.</summary>
    Bronze,

    /// <summary>See <see cref="TierThresholds.Silver"/>.</summary>
    Silver,

    /// <summary>See <see cref="TierThresholds.Gold"/>.</summary>
    Gold,

    /// <summary>See <see cref="TierThresholds.Platinum"/>.</summary>
    Platinum,
}

/// <summary>Turns points into tiers.</summary>
public static class LoyaltyTiers
{
    /// <summary>The highest tier whose threshold is reached.</summary>
    public static LoyaltyTier Of(TierThresholds rules, long points) =>
        points >= rules.Platinum ? LoyaltyTier.Platinum
        : points >= rules.Gold ? LoyaltyTier.Gold
        : points >= rules.Silver ? LoyaltyTier.Silver
        : LoyaltyTier.Bronze;

    /// <summary>The tier's name in documents.</summary>
    public static string NameOf(LoyaltyTier tier) => tier switch
    {
        LoyaltyTier.Platinum => "platinum",
        LoyaltyTier.Gold => "gold",
        LoyaltyTier.Silver => "silver",
        _ => "bronze",
    };
}
