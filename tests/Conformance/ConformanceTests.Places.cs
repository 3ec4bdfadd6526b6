using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>Locations that come and go. A POS whose connection is one location has neither: another one is another connection.</summary>
public abstract partial class ConformanceTests
{
    [Fact]
    [Trait("Category", "Slow")]
    public async Task Given_a_location_that_was_closed_between_runs_When_synced_Then_nothing_is_removed()
    {
        if (Plan.Locations < 2) return;
        await using var shop = await ShopAsync(Plan with { Customers = 20, Orders = 40, Products = 12 });
        await using var stored = new StoredShop(shop.Time);
        await stored.SyncAsync(shop.Source);
        var before = await stored.AllAsync();
        shop.Pos.CloseLocation(shop.Truth.Locations[1].Id);

        foreach (var full in (bool[])[false, true])
        {
            shop.Time.Advance(Later);
            var report = await stored.AgainAsync(shop.Source, new RunOptions { Full = full });

            report.Streams.Values.ShouldAllBe(s => s.Deleted == 0 && s.HeldDeletes == 0);
            (await stored.AllAsync()).ShouldBe(before);
        }
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Given_a_location_that_was_added_between_runs_When_synced_Then_its_sales_come_and_nothing_is_removed()
    {
        if (Plan.Locations < 2) return;
        await using var shop = await ShopAsync(Plan with { Customers = 20, Orders = 40, Products = 12 });
        await using var stored = new StoredShop(shop.Time);
        await stored.SyncAsync(shop.Source);
        var before = await stored.AllAsync();
        shop.Time.Advance(Later);
        Edit(shop, OpenThird);
        shop.Time.Advance(Later);

        var report = await stored.AgainAsync(shop.Source, new RunOptions());

        report.Result.ShouldBe(RunResult.Done);
        report.Streams[PosStream.Orders].Created.ShouldBe(1);
        before.ShouldBeSubsetOf(await stored.AllAsync());
    }

    private static void OpenThird(PosTruth truth, DateTimeOffset now)
    {
        var place = new TruthLocation(Edits.Twin(truth.Locations[1].Id, 3), "Shop 3", "Europe/London");
        truth.Locations.Add(place);
        truth.Orders.Add(truth.Orders[0] with { Id = Edits.Twin(truth.Orders[0].Id, 8), LocationId = place.Id, CreatedAt = now, UpdatedAt = now, Status = TruthStatus.Completed });
    }
}
