using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Simulator.Shopify;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>Lists that hold more than Shopify shows of one, and reads of them that are taken up again.</summary>
public sealed partial class ShopifyTests
{
    [Fact]
    [Trait("Category", "Slow")]
    public async Task Given_more_levels_at_a_location_than_one_list_can_hold_When_read_at_once_and_taken_up_Then_none_is_lost()
    {
        await using var shop = await StockedAsync();

        var whole = await shop.Reading.ReadAsync(PosStream.Inventory);
        var first = await shop.Reading.ReadAsync(PosStream.Inventory, stopAfterPages: 85); // in the second list
        var rest = await shop.Reading.ReadAsync(PosStream.Inventory, first.Pages[^1].Checkpoint);

        (whole.Error, rest.Error).ShouldBe((null, null));
        (whole.End!.Coverage, rest.End!.Coverage).ShouldBe((CoverageKind.Everything, CoverageKind.Changes));
        whole.End.Warnings.ShouldBeEmpty();
        Expectation.Compare(PosStream.Inventory, whole, shop.Fake);
        whole.Pages.Sum(p => p.Records.Count).ShouldBe(shop.Truth.Levels.Count);
        first.Pages.AddRange(rest.Pages);
        Expectation.Compare(PosStream.Inventory, first, shop.Fake);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Given_such_levels_in_an_order_that_tells_no_place_When_read_Then_nothing_is_called_gone_and_that_is_said()
    {
        await using var shop = await StockedAsync();
        shop.Fake.LevelsUnordered = true;

        var read = await shop.Reading.ReadAsync(PosStream.Inventory);

        read.Error.ShouldBeNull();
        read.End!.Coverage.ShouldBe(CoverageKind.Changes);
        read.End.Warnings.ShouldHaveSingleItem().ShouldContain("none counts as gone");
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Given_a_new_list_of_levels_that_brings_none_of_the_rest_When_read_Then_nothing_is_called_gone_and_that_is_said()
    {
        await using var shop = await StockedAsync();
        void Empty()
        {
            for (var i = shop.Truth.Levels.Count - 1; i >= 0; i--)
                if (shop.Truth.Levels[i].LocationId == shop.Truth.Locations[0].Id && int.Parse(shop.Truth.Levels[i].ProductId) > 90_020_000) shop.Truth.Levels.RemoveAt(i);
        }

        shop.Fake.Faults.Add(new Fault { Path = "graphql.json", Skip = 81, Times = 1, Kind = FaultKind.Before, Before = Empty });

        var read = await shop.Reading.ReadAsync(PosStream.Inventory);

        read.Error.ShouldBeNull();
        read.End!.Coverage.ShouldBe(CoverageKind.Changes);
        read.End.Warnings.ShouldHaveSingleItem().ShouldContain("none counts as gone");
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Given_more_changed_customers_than_one_list_can_hold_among_unchanged_ones_When_read_by_change_Then_none_is_lost()
    {
        await using var shop = await OpenAsync(settings => (settings["pageSize"], settings["bulk"]) = ("250", "off"), Small with { Customers = 23_000 });
        var changed = Change(shop.Truth, 22_000);

        var read = await shop.Reading.ReadAsync(PosStream.Customers, "v1|2026-11-20T11:00:00.000Z");

        read.Error.ShouldBeNull();
        changed.Except(read.ById<Customer>().Keys).Count().ShouldBe(0);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Given_more_changed_customers_than_one_list_can_hold_When_the_read_is_taken_up_Then_none_is_lost()
    {
        await using var shop = await OpenAsync(settings => (settings["pageSize"], settings["bulk"]) = ("250", "off"), Small with { Customers = 26_000 });
        var changed = Change(shop.Truth, 26_000);

        var read = await shop.Reading.ReadAsync(PosStream.Customers, "v1|2026-11-20T11:00:00.000Z", stopAfterPages: 22);
        var rest = await shop.Reading.ReadAsync(PosStream.Customers, read.Pages[^1].Checkpoint);

        rest.Error.ShouldBeNull();
        read.Pages.AddRange(rest.Pages);
        changed.Except(read.ById<Customer>().Keys).Count().ShouldBe(0);
    }

    [Theory]
    [InlineData("r1|W|2026-11-20T11:00:00.000Z|")]
    [InlineData("r1|C|2026-11-20T11:00:00.000Z|2026-01-01T00:00:00.000Z|")]
    [InlineData("r2|C|2026-11-20T11:00:00.000Z|2026-01-01T00:00:00.000Z|0|")]
    public async Task Given_a_checkpoint_that_names_no_record_When_taken_up_Then_all_come(string checkpoint)
    {
        await using var shop = await OpenAsync();

        var read = await shop.Reading.ReadAsync(PosStream.Customers, checkpoint);

        read.Error.ShouldBeNull();
        read.End!.Coverage.ShouldBe(CoverageKind.Changes);
        Expectation.Compare(PosStream.Customers, read, shop.Fake);
    }

    [Theory]
    [InlineData(PosStream.Customers, "customers")]
    [InlineData(PosStream.Orders, "orders")]
    [InlineData(PosStream.Orders, "lineItems")]
    [InlineData(PosStream.Orders, "shippingLines")]
    [InlineData(PosStream.Products, "products")]
    [InlineData(PosStream.Products, "variants")]
    [InlineData(PosStream.Inventory, "locations")]
    [InlineData(PosStream.Inventory, "inventoryLevels")]
    public async Task Given_a_page_that_says_that_more_follows_but_not_where_When_read_Then_it_does_not_count_as_the_last(PosStream stream, string list)
    {
        await using var shop = await OpenAsync();
        shop.Fake.GoOnNowhere.Add(list);

        var whole = await shop.Reading.ReadAsync(stream);
        var changes = await shop.Reading.ReadAsync(stream, "v1|2026-01-01T00:00:00.000Z");

        foreach (var read in new[] { whole, changes })
        {
            read.End.ShouldBeNull();
            read.Error.ShouldBeOfType<RestartPagingException>().OwnerMessage.ShouldContain("says that there is more, but not where");
        }
    }

    [Fact]
    public async Task Given_such_pages_When_all_is_synced_anew_Then_nothing_is_removed_and_the_streams_are_incomplete()
    {
        var time = new FakeTime(Start, autoAdvance: true);
        await using var fake = await FakeShopify.StartAsync(PosTruth.Generate(Small), new FakePosOptions { Time = time });
        fake.MoreSettings["pageSize"] = "10";
        await using var stored = new StoredShop(time);
        await stored.SyncAsync(fake);
        var before = await stored.AllAsync();
        foreach (var list in (string[])["customers", "lineItems", "products"]) fake.GoOnNowhere.Add(list);
        time.Advance(TimeSpan.FromHours(1));

        var report = await stored.AgainAsync(fake, new RunOptions { Full = true });

        foreach (var stream in (PosStream[])[PosStream.Customers, PosStream.Orders, PosStream.Products])
        {
            report.Streams[stream].Status.ShouldBe(StreamStatus.Incomplete, stream.ToString());
            (report.Streams[stream].Deleted, report.Streams[stream].HeldDeletes).ShouldBe((0, 0));
        }

        (await stored.AllAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Given_an_item_whose_levels_go_on_nowhere_When_it_is_read_by_id_Then_no_level_of_it_counts_as_gone()
    {
        await using var shop = await OpenAsync();
        var gone = shop.Truth.Levels[0];
        shop.Truth.Levels.RemoveAt(0);
        shop.Fake.GoOnNowhere.Add("inventoryLevels");

        var page = await ByIdAsync(shop, PosStream.Inventory, $"{gone.ProductId}:{gone.LocationId}");

        page.Deleted.ShouldBeEmpty();
        page.Records.ShouldNotBeEmpty();
    }

    // The oldest change now; the others did two days before.
    private static List<string> Change(PosTruth truth, int count)
    {
        for (var i = 0; i < truth.Customers.Count; i++) truth.Customers[i] = truth.Customers[i] with { UpdatedAt = i < count ? Start : Start.AddDays(-2) };
        return [.. truth.Customers.Take(count).Select(c => c.Id)];
    }

    private static async Task<Shop> StockedAsync()
    {
        var shop = await OpenAsync(settings => settings["pageSize"] = "250");
        for (var i = 0; i < 25_100; i++) shop.Truth.Levels.Add(new TruthLevel((90_000_000 + i).ToString(), shop.Truth.Locations[0].Id, i % 100, Start.AddDays(-1)));
        return shop;
    }
}
