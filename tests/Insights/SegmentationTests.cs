using FsCheck;
using FsCheck.Fluent;
using Sync.Insights.Segments;
using Sync.Model;

namespace Sync.Insights.Tests;

public sealed class SegmentationTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly SegmentThresholds Rules = new();

    [Theory]
    // spent, orders, hours since the last order (negative: none)
    [InlineData(0, 0, -1, "new")] // joined and never bought, however long ago
    [InlineData(1000, 10, 24 * 400, "vip")] // before anything else, even churned
    [InlineData(999.99, 10, 24, "loyal")]
    [InlineData(1000, 9, 24, "loyal")]
    [InlineData(10, 5, 24 * 59 + 23, "loyal")] // 59 whole days
    [InlineData(10, 5, 24 * 60, "at_risk")] // 60 are not fewer than 60
    [InlineData(10, 4, 24, "returning")]
    [InlineData(10, 1, 24 * 90 + 23, "at_risk")] // 90 whole days are not more than 90
    [InlineData(10, 1, 24 * 91, "churned")]
    [InlineData(10, 5, 24 * 91, "churned")]
    [InlineData(10, 2, 24 * 45 + 23, "returning")]
    [InlineData(10, 2, 24 * 46, "at_risk")]
    [InlineData(10, 1, 24 * 46, "at_risk")]
    [InlineData(10, 2, 0, "returning")]
    [InlineData(10, 1, 0, "new")]
    [InlineData(-5, 0, -1, "new")] // returns only
    public void Given_what_was_bought_and_when_Then_the_first_rule_that_holds_wins(decimal spent, long orders, int hoursAgo, string segment)
    {
        var last = hoursAgo < 0 ? (DateTimeOffset?)null : Now.AddHours(-hoursAgo);

        Segmentation.NameOf(Segmentation.Of(Rules, spent, orders, last, Now)).ShouldBe(segment);
    }

    [Fact]
    public void Given_an_order_in_the_future_Then_it_is_no_reason_to_leave_a_segment() =>
        Segmentation.Of(Rules, 10, 5, Now.AddMinutes(1), Now).ShouldBe(Segment.Loyal);

    [Fact]
    public void Given_other_thresholds_Then_they_hold()
    {
        var rules = new SegmentThresholds { VipSpent = 50, VipOrders = 2, LoyalOrders = 3, LoyalDays = 10, ChurnedDays = 20, AtRiskDays = 5, ReturningOrders = 4 };

        Segmentation.Of(rules, 50, 2, Now.AddDays(-300), Now).ShouldBe(Segment.Vip);
        Segmentation.Of(rules, 49, 3, Now.AddDays(-9), Now).ShouldBe(Segment.Loyal);
        Segmentation.Of(rules, 49, 3, Now.AddDays(-10), Now).ShouldBe(Segment.AtRisk);
        Segmentation.Of(rules, 49, 3, Now.AddDays(-21), Now).ShouldBe(Segment.Churned);
        Segmentation.Of(rules, 49, 2, Now.AddDays(-5), Now).ShouldBe(Segment.New);
    }

    [Fact]
    public void Given_any_customer_When_time_passes_Then_they_only_drift_away() => Check.One(
        Config.QuickThrowOnFailure.WithReplay(7, 7),
        Prop.ForAll(
            Gen.Choose(0, 2000).Zip(Gen.Choose(1, 20)).Zip(Gen.Choose(0, 200)).Zip(Gen.Choose(0, 200)).ToArbitrary(),
            sample =>
            {
                var (((spent, orders), days), more) = sample;
                var before = Rank(Segmentation.Of(Rules, spent, orders, Now.AddDays(-days), Now));
                var after = Rank(Segmentation.Of(Rules, spent, orders, Now.AddDays(-days), Now.AddDays(more)));
                return after >= before;
            }));

    private static int Rank(Segment segment) => segment switch
    {
        Segment.Vip => 0,
        Segment.AtRisk => 2,
        Segment.Churned => 3,
        _ => 1,
    };
}
