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

    protected override async Task<IFakePos> StartAsync(PosTruth truth, FakePosOptions options) => await FakeShopify.StartAsync(truth, options);
}
