using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>Loyalty that somebody else keeps, where the POS keeps no points: a run that compares everything leaves it alone.</summary>
public sealed class ForeignLoyaltyTests
{
    [Fact]
    public async Task Given_a_tier_set_elsewhere_When_the_points_are_taken_away_and_all_is_compared_Then_the_tier_stays_and_the_points_are_back()
    {
        await using var org = await FullRunTests.GivenAsync();
        await org.OthersWriteAsync("customers", "3", w => w.Text("loyaltyTier", "platinum"));
        await org.SyncAsync(full: true);
        (await org.FindAsync("customers", "3")).Text("loyaltyTier").ShouldBe("platinum");
        await org.OthersWriteAsync("customers", "3", _ => { }, "loyaltyPoints");

        await org.SyncAsync(full: true);

        await ShouldBeAsync(org, "platinum", 0);
    }

    [Theory]
    [InlineData("1200.5", "gold")]
    [InlineData("1499.99", "gold")]
    [InlineData("499.9", "bronze")]
    [InlineData("500.1", "silver")]
    public async Task Given_points_set_elsewhere_that_are_no_whole_number_When_all_is_compared_Then_the_tier_goes_by_the_whole_ones(string points, string tier)
    {
        await using var org = await FullRunTests.GivenAsync();
        var given = decimal.Parse(points, System.Globalization.CultureInfo.InvariantCulture);
        await org.OthersWriteAsync("customers", "3", w => w.Number("loyaltyPoints", given));

        for (var time = 0; time < 2; time++) await org.SyncAsync(full: true);

        await ShouldBeAsync(org, tier, given);
    }

    // Twice, since what a run leaves must not be a change for the next.
    private static async Task ShouldBeAsync(TestOrg org, string tier, decimal points)
    {
        var customer = await org.FindAsync("customers", "3");
        (customer.Text("loyaltyTier"), customer.Number("loyaltyPoints")).ShouldBe((tier, points));
        (await org.CostAsync(full: true)).StoreByCollection.TenantWrites().ShouldBe(0);
    }
}
