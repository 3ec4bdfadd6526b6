using Sync.Simulator.Kit;
using Sync.Simulator.Shopify;

namespace Sync.Conformance.Tests;

/// <summary>Shopify keeps what every connector promises.</summary>
public sealed class ShopifyConformance : ConformanceTests
{
    // Ids are the digits at the end of a gid.
    protected override TruthPlan Plan => base.Plan with { Ids = TruthIds.Digits };

    // Pages come so, but a bulk file has an order of its own.
    protected override bool NewestOrdersFirst => false;

    protected override async Task<IFakePos> StartAsync(PosTruth truth, FakePosOptions options) => await FakeShopify.StartAsync(truth, options);
}
