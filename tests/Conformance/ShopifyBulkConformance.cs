using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Simulator.Shopify;

namespace Sync.Conformance.Tests;

/// <summary>Shopify keeps what every connector promises with its history read in bulk, too.</summary>
public sealed class ShopifyBulkConformance : ConformanceTests
{
    // Ids are the digits at the end of a gid. What is given back is given back of an order (contracts/shopify.md, Orders).
    // A history of several windows.
    protected override TruthPlan Plan => base.Plan with { Ids = TruthIds.Digits, Returns = false, Days = 500 };

    protected override int RequestsToConnect => 5; // of three windows: whether there are orders before each edge, and the files

    protected override bool AnswersAreLists => false;

    // A file has an order of its own; what comes newest first are the windows, each from a file.
    private protected override async Task HoldNewestFirstAsync(ConformanceShop shop)
    {
        var (recent, year) = (shop.Time.GetUtcNow().AddDays(-60), shop.Time.GetUtcNow().AddDays(-365));
        int WindowOf(Order order) => order.CreatedAt >= recent ? 0 : order.CreatedAt >= year ? 1 : 2;

        var read = await shop.Reading.ReadAsync(PosStream.Orders);

        var windows = read.Pages.SelectMany(p => p.Records).Cast<Order>().Where(o => !IsNear(o.CreatedAt, recent) && !IsNear(o.CreatedAt, year)).Select(WindowOf).ToList();
        windows.ShouldBe(windows.Order());
        windows.Distinct().Count().ShouldBe(3);
    }

    // The edges lie a little before: the read begins where the next one is to.
    private static bool IsNear(DateTimeOffset at, DateTimeOffset edge) => (at - edge).Duration() < TimeSpan.FromHours(1);

    protected override async Task<IFakePos> StartAsync(PosTruth truth, FakePosOptions options)
    {
        var fake = await FakeShopify.StartAsync(truth, options);
        fake.MoreSettings["bulk"] = "on";
        return fake;
    }
}
