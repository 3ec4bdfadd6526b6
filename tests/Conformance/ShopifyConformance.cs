using Sync.Simulator.Kit;
using Sync.Simulator.Shopify;

namespace Sync.Conformance.Tests;

/// <summary>Shopify keeps what every connector promises.</summary>
public sealed class ShopifyConformance : ConformanceTests
{
    // Ids are the digits at the end of a gid. What is given back is given back of an order (contracts/shopify.md, Orders).
    protected override TruthPlan Plan => base.Plan with { Ids = TruthIds.Digits, Returns = false };

    protected override int RequestsToConnect => 1; // how many there are: whether they come faster in bulk

    protected override bool NestsPages => true;

    // Pages come so, but a bulk file has an order of its own.
    protected override bool NewestOrdersFirst => false;

    [Fact]
    public async Task Given_a_history_that_is_fetched_by_page_When_read_Then_it_comes_newest_first()
    {
        await using var shop = await ShopAsync();
        ((FakeShopify)shop.Pos).MoreSettings["bulk"] = "off";
        shop.Reopen();

        await ComeNewestFirstAsync(shop);
    }

    protected override async Task<IFakePos> StartAsync(PosTruth truth, FakePosOptions options) => await FakeShopify.StartAsync(truth, options);
}
