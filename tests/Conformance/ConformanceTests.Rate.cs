using Sync.ConnectorKit;

namespace Sync.Conformance.Tests;

/// <summary>The POS's rate.</summary>
public abstract partial class ConformanceTests
{
    /// <summary>Of the rate that a POS allows, how much is to be used.</summary>
    private const double LeastShare = 0.9;

    [Fact]
    public async Task Given_a_POS_that_throttles_at_its_published_rate_When_all_is_read_Then_there_is_no_second_refusal()
    {
        await using var shop = await ShopAsync(Plan with { Orders = 900 }, pageSize: 5, throttles: true);

        await shop.ReadAllAsync();

        shop.CompareAll();
        shop.Pos.Requests.Count(r => r.Status == 429).ShouldBeLessThanOrEqualTo(1);
        shop.Pos.MostInFlight.ShouldBeLessThanOrEqualTo(shop.Reading.Context.Http.Budget.InFlight);
    }

    [Fact]
    public async Task Given_a_POS_that_throttles_at_its_published_rate_When_orders_are_read_Then_most_of_the_rate_is_used()
    {
        await using var shop = await ShopAsync(Plan with { Orders = 2500, Customers = 200, Products = 20 }, pageSize: 5, throttles: true);

        (await shop.Reading.ReadAsync(PosStream.Orders)).End.ShouldNotBeNull();

        // One that publishes no rate is asked as fast as it answers: nothing spaces the requests.
        if (shop.Pos.ShareOfRate is { } share)
        {
            share.ShouldBeGreaterThanOrEqualTo(LeastShare);
            shop.Reading.Meter.Waited.ShouldBeGreaterThan(TimeSpan.Zero); // what a run tells of its waits
        }
        else (shop.Reading.Context.Http.Budget.PerSecond, shop.Reading.Meter.Waited).ShouldBe((null, TimeSpan.Zero));
    }
}
