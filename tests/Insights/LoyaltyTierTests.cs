using Sync.Insights.Segments;
using Sync.Model;

namespace Sync.Insights.Tests;

public sealed class LoyaltyTierTests
{
    [Theory]
    [InlineData(-1, "bronze")]
    [InlineData(0, "bronze")]
    [InlineData(499, "bronze")]
    [InlineData(500, "silver")]
    [InlineData(999, "silver")]
    [InlineData(1000, "gold")]
    [InlineData(2499, "gold")]
    [InlineData(2500, "platinum")]
    public void Given_points_Then_the_highest_tier_that_they_reach_holds(long points, string tier) =>
        LoyaltyTiers.NameOf(LoyaltyTiers.Of(new TierThresholds(), points)).ShouldBe(tier);
}
