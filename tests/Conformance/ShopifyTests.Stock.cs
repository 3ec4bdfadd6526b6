using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>Stock that is counted no longer, and units that came back.</summary>
public sealed partial class ShopifyTests
{
    [Fact]
    public async Task Given_an_item_that_left_a_location_When_it_is_read_by_id_Then_that_level_is_deleted_and_the_others_come()
    {
        await using var shop = await OpenAsync();
        var gone = shop.Truth.Levels[0];
        shop.Truth.Levels.RemoveAt(0);
        var kept = shop.Truth.Levels.Snapshot().Single(l => l.ProductId == gone.ProductId);

        var page = await ByIdAsync(shop, PosStream.Inventory, $"{gone.ProductId}:{gone.LocationId}", $"{gone.ProductId}:{kept.LocationId}", gone.ProductId);

        page.Deleted.ShouldBe([$"{gone.LocationId}:{gone.ProductId}"]);
        page.Records.Select(r => r.Id).ShouldBe([$"{kept.LocationId}:{kept.ProductId}"]);
    }

    [Fact]
    public async Task Given_an_item_that_nobody_counts_any_more_When_it_is_read_Then_its_levels_are_deleted()
    {
        await using var shop = await OpenAsync();
        var item = shop.Truth.Levels[0].ProductId;
        shop.Fake.Untracked.Add(item);

        var page = await ByIdAsync(shop, PosStream.Inventory, item);
        var whole = await shop.Reading.ReadAsync(PosStream.Inventory);

        var levels = shop.Truth.Levels.Where(l => l.ProductId == item).Select(l => $"{l.LocationId}:{item}").ToList();
        page.Deleted.ShouldBe(levels, ignoreOrder: true);
        page.Records.ShouldBeEmpty();
        whole.Pages.SelectMany(p => p.Deleted).ShouldBe(levels, ignoreOrder: true);
        whole.ById<InventoryLevel>().Count.ShouldBe(shop.Truth.Levels.Count - levels.Count);
    }

    [Fact]
    public async Task Given_products_by_change_and_by_id_When_read_Then_those_that_are_told_with_all_variants_are_named_and_the_deleted_ones_too()
    {
        await using var shop = await OpenAsync();
        var (kept, gone) = (shop.Truth.Products[0].ParentId, shop.Truth.Products[^1].ParentId);
        for (var i = 0; i < shop.Truth.Products.Count; i++)
            if (shop.Truth.Products[i].ParentId == gone) shop.Truth.Products[i] = shop.Truth.Products[i] with { Deleted = true };

        var read = await shop.Reading.ReadAsync(PosStream.Products, "v1|2026-01-01T00:00:00.000Z");
        var page = await ByIdAsync(shop, PosStream.Products, kept, gone);

        read.Pages.SelectMany(p => p.WholeGroups).ShouldBe(shop.Truth.Products.Where(p => !p.Deleted).Select(p => p.ParentId).Distinct(), ignoreOrder: true);
        read.ById<Product>().Values.ShouldAllBe(p => p.Group != null && p.Group != gone);
        page.WholeGroups.ShouldBe([kept, gone]);
        page.Records.Cast<Product>().ShouldAllBe(p => p.Group == kept);
    }

    [Fact]
    public async Task Given_a_closed_location_When_stock_is_read_Then_the_others_are_proven_and_that_one_is_named()
    {
        await using var shop = await OpenAsync();
        var closed = shop.Truth.Locations[0].Id;
        shop.Fake.ClosedLocations.Add(closed);

        var read = await shop.Reading.ReadAsync(PosStream.Inventory);

        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
        read.End.ClosedLocations.ShouldBe([closed]);
        read.ById<InventoryLevel>().Count.ShouldBe(shop.Truth.Levels.Count(l => l.LocationId != closed));
    }

    [Theory]
    [InlineData(0, 1000, 3)]
    [InlineData(1, 667, 2)]
    [InlineData(3, 0, 0)]
    public async Task Given_units_that_came_back_When_read_Then_each_product_has_its_net_and_the_sale_its_own_parts(int returned, long net, int units)
    {
        await using var shop = await OpenAsync();
        var line = shop.Truth.Orders[0].Lines[0] with { Quantity = 3, UnitPrice = 333, Total = 1000 };
        var other = line with { ProductId = shop.Truth.Products[^1].Id, Quantity = 1, UnitPrice = 500, Total = 500 };
        Only(shop.Truth, Sale(shop.Truth, 1500) with { Lines = [line, other] });
        shop.Fake.Returned[(shop.Truth.Orders[0].Id, 0)] = returned;

        var order = await OnlyOrderAsync(shop);

        order.Lines.Where(l => l.ProductId == line.ProductId).Sum(l => l.Quantity).ShouldBe(units);
        order.Lines.Where(l => l.ProductId == line.ProductId).Sum(l => l.Total.Minor).ShouldBe(net);
        order.Lines.Count.ShouldBe(returned == 0 ? 2 : 3);
        order.Lines[0].Quantity.ShouldBe(3);
        order.Lines[^1].Total.Minor.ShouldBe(500);
        (order.Subtotal.Minor, order.Total.Minor, order.Unbalanced.Minor).ShouldBe((1500L, 1500L, 0L));
    }

    [Theory]
    [InlineData(TruthStatus.Completed, 0)]
    [InlineData(TruthStatus.Open, 0)]
    [InlineData(TruthStatus.Completed, 160)]
    public async Task Given_units_that_were_taken_off_before_they_were_paid_When_read_Then_the_order_is_worth_what_is_left(TruthStatus status, long tax)
    {
        await using var shop = await OpenAsync();
        var line = shop.Truth.Orders[0].Lines[0] with { Quantity = 2, UnitPrice = 1000, Total = 2000 };
        Only(shop.Truth, Sale(shop.Truth, 2000) with { Lines = [line], Status = status, Tax = tax, Total = 2000 + tax });
        shop.Fake.Returned[(shop.Truth.Orders[0].Id, 0)] = 1;
        shop.Fake.Edited.Add(shop.Truth.Orders[0].Id);

        var order = await OnlyOrderAsync(shop);

        (order.Subtotal.Minor, order.Tax.Minor, order.Total.Minor, order.Refunded.Minor, order.Unbalanced.Minor).ShouldBe((1000L, tax / 2, 1000L + (tax / 2), 0L, 0L));
        order.Lines.Sum(l => l.Total.Minor).ShouldBe(1000);
        order.Status.ShouldBe(status == TruthStatus.Open ? OrderStatus.Open : OrderStatus.Completed);
    }

    private static async Task<RecordPage> ByIdAsync(Shop shop, PosStream stream, params string[] ids)
    {
        var pages = new List<RecordPage>();
        await foreach (var page in ((IReadsById)shop.Reading.Connector).ReadByIdAsync(stream, ids, shop.Reading.Context, CancellationToken.None))
            pages.Add(page);
        return pages[0];
    }
}
