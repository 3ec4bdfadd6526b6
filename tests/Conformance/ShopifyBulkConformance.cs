using Sync.Simulator.Kit;
using Sync.Simulator.Shopify;

namespace Sync.Conformance.Tests;

/// <summary>Shopify keeps what every connector promises with its history read in bulk, too.</summary>
public sealed class ShopifyBulkConformance : ConformanceTests
{
    // Ids are the digits at the end of a gid. What is given back is given back of an order (contracts/shopify.md, Orders).
    protected override TruthPlan Plan => base.Plan with { Ids = TruthIds.Digits, Returns = false };

    protected override int RequestsToConnect => 5; // the operation's beginning and its state, and its file

    protected override bool AnswersAreLists => false;

    // Pages come so, but a bulk file has an order of its own.
    protected override bool NewestOrdersFirst => false;

    protected override async Task<IFakePos> StartAsync(PosTruth truth, FakePosOptions options)
    {
        var fake = await FakeShopify.StartAsync(truth, options);
        fake.MoreSettings["bulk"] = "on";
        return fake;
    }
}
