using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Simulator.Shopify;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>How Shopify's stock is read: by the time at which a level was updated, unless the setting asks for all of it.</summary>
[Trait("Category", "Conformance")]
public sealed class ShopifyStockSettingTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("changes", CoverageKind.Changes)]
    [InlineData("all", CoverageKind.Everything)]
    public async Task Given_stock_that_was_read_When_it_is_read_again_Then_only_what_changed_is_asked_for_unless_all_is_wanted(string setting, CoverageKind coverage)
    {
        var time = new FakeTime(Start);
        var truth = PosTruth.Generate(new TruthPlan { Now = Start.AddDays(-2), Customers = 0, Orders = 0, Products = 12, Ids = TruthIds.Digits });
        await using var pos = await FakeShopify.StartAsync(truth, new FakePosOptions { Time = time });
        using var reading = new ConformanceReading(pos, time, otherwise: new Dictionary<string, string> { ["stock"] = setting });
        var first = await reading.ReadAsync(PosStream.Inventory);
        pos.Requests.Clear();

        var again = await reading.ReadAsync(PosStream.Inventory, first.End!.Cursor);

        again.End!.Coverage.ShouldBe(coverage);
        again.ById<InventoryLevel>().Count.ShouldBe(setting == "all" ? first.ById<InventoryLevel>().Count : 0);
        pos.Requests.Where(r => r.Body.Contains("inventoryLevels", StringComparison.Ordinal))
            .ShouldAllBe(r => r.Body.Contains("updated_at:", StringComparison.Ordinal) == (setting != "all"));
    }
}
