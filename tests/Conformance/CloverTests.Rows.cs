using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Clover;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>Rows that cannot be read, and orders whose lists cannot: they are named and stay, the rest goes in.</summary>
public sealed partial class CloverTests
{
    [Theory]
    [InlineData(PosStream.Customers)]
    [InlineData(PosStream.Products)]
    [InlineData(PosStream.Orders)]
    public async Task Given_a_record_that_is_stored_When_a_whole_read_cannot_read_its_row_Then_it_is_named_and_stays(PosStream stream)
    {
        var truth = PosTruth.Generate(Small);
        truth.Orders.Add(Sale("O1"));
        truth.Orders.Add(Sale("O2"));
        var time = new FakeTime(Start, autoAdvance: true);
        await using var pos = await FakeClover.StartAsync(truth, new FakePosOptions { Time = time });
        await using var stored = new StoredShop(time);
        await stored.SyncAsync(pos);
        var before = await stored.AllAsync();
        pos.Raw[truth.Customers[1].Id] = $$"""{"id":"{{truth.Customers[1].Id}}","firstName":"\ud83d"}""";
        pos.Raw[truth.Products[1].Id] = $$"""{"id":"{{truth.Products[1].Id}}","categories":17}""";
        pos.Raw["O1"] = Raw("O1", """ "lineItems":17 """);

        using var reading = new ConformanceReading(pos, time);
        var read = await reading.ReadAsync(stream);
        time.Advance(TimeSpan.FromHours(1));
        var report = await stored.AgainAsync(pos, new RunOptions { Full = true });

        read.Pages.SelectMany(p => p.Rejected).Select(r => r.Reason).Distinct().ShouldBe(["unreadable"]);
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
        read.End.Warnings.ShouldBeEmpty();
        (report.Streams[stream].Deleted, report.Streams[stream].HeldDeletes).ShouldBe((0, 0));
        (await stored.AllAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Given_rows_that_cannot_be_read_When_others_are_gone_Then_those_leave_and_the_rows_own_records_stay()
    {
        var truth = PosTruth.Generate(Small);
        var time = new FakeTime(Start, autoAdvance: true);
        await using var pos = await FakeClover.StartAsync(truth, new FakePosOptions { Time = time });
        await using var stored = new StoredShop(time);
        await stored.SyncAsync(pos);
        var before = await stored.AllAsync();
        var (customer, product) = (truth.Customers[0], truth.Products[0]);
        pos.Raw[truth.Customers[1].Id] = $$"""{"id":"{{truth.Customers[1].Id}}","firstName":"\ud83d"}""";
        pos.Raw[truth.Products[1].Id] = $$"""{"id":"{{truth.Products[1].Id}}","categories":17}""";
        truth.Customers.Remove(customer);
        truth.Products.Remove(product);
        time.Advance(TimeSpan.FromHours(1));

        var report = await stored.AgainAsync(pos, new RunOptions());

        (report.Streams[PosStream.Customers].Deleted, report.Streams[PosStream.Products].Deleted).ShouldBe((1, 1));
        before.Except(await stored.AllAsync()).ShouldBe([$"customers/{customer.Id}", $"products/{product.Id}"], ignoreOrder: true);
    }

    [Fact]
    public async Task Given_a_row_without_an_id_that_cannot_be_read_When_all_is_read_Then_nothing_absent_counts_as_gone()
    {
        var truth = PosTruth.Generate(Small);
        await using var shop = await Shop.OpenAsync(truth);
        shop.Pos.RawStock[truth.Levels[0].ProductId] = """{"item":17,"quantity":3}""";
        shop.Pos.Raw[truth.Customers[1].Id] = """{"id":"\ud83d","firstName":"Ada"}""";

        foreach (var stream in (PosStream[])[PosStream.Customers, PosStream.Inventory])
        {
            var read = await shop.Reading.ReadAsync(stream);

            read.Pages.SelectMany(p => p.Rejected).Select(r => r.Reason).Distinct().ShouldBe(["unreadable"]);
            read.End!.Coverage.ShouldBe(CoverageKind.Changes);
            read.End.Warnings.ShouldContain(w => w.Contains("could not be read", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("""{"item":{"id":"ITEM"},"quantity":{}}""")]
    [InlineData("""{"item":{"id":"ITEM"},"quantity":"\ud83d"}""")]
    public async Task Given_stock_that_was_stored_When_its_row_cannot_be_read_Then_the_level_is_named_by_its_own_id(string row)
    {
        var truth = PosTruth.Generate(Small);
        await using var shop = await Shop.OpenAsync(truth);
        var level = (await shop.Reading.ReadAsync(PosStream.Inventory)).ById<InventoryLevel>()[$"{shop.Pos.MerchantId}:{truth.Levels[0].ProductId}"];
        shop.Pos.RawStock[level.ProductId] = row.Replace("ITEM", level.ProductId, StringComparison.Ordinal);

        var read = await shop.Reading.ReadAsync(PosStream.Inventory);

        read.Pages.SelectMany(p => p.Rejected).ShouldHaveSingleItem().Id.ShouldBe(level.Id);
        read.ById<InventoryLevel>().Count.ShouldBe(truth.Levels.Count - 1);
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
    }

    [Theory]
    [InlineData("\"id\":\"O1\",")]
    [InlineData("")]
    public async Task Given_one_order_that_changed_and_cannot_be_read_When_changes_are_read_Then_it_is_named_and_the_read_ends(string id)
    {
        await using var shop = await Shop.OpenAsync(Sale("O1"), Sale("O2"));
        var cursor = (await shop.Reading.ReadAsync(PosStream.Orders)).End!.Cursor;
        shop.Time.Advance(TimeSpan.FromHours(1));
        var now = shop.Time.GetUtcNow();
        shop.Pos.Truth.Orders[0] = shop.Pos.Truth.Orders[0] with { UpdatedAt = now };
        shop.Pos.Raw["O1"] = $$"""{{{id}}"modifiedTime":{{now.ToUnixTimeMilliseconds()}},"lineItems":17}""";

        var read = await shop.Reading.ReadAsync(PosStream.Orders, cursor);

        read.Error.ShouldBeNull();
        read.Pages.SelectMany(p => p.Rejected).ShouldContain(r => r.Reason == "unreadable");
        read.End.ShouldNotBeNull();
    }

    [Fact]
    public async Task Given_an_order_deleted_before_its_lines_are_asked_for_When_orders_are_read_Then_it_is_told_as_deleted_and_the_others_come()
    {
        var large = Sale("O1") with { Lines = [new TruthLine("V1", "Tea", 150, 10, 1500)], Subtotal = 1500, Total = 1500 };
        await using var shop = await Shop.OpenAsync(large, Sale("O2"));
        shop.Pos.Faults.Add(new Fault
        {
            Path = "/orders/O1/line_items",
            Kind = FaultKind.Before,
            Times = 1,
            Before = () => shop.Pos.Truth.Orders.Remove(shop.Pos.Truth.Orders.Single(o => o.Id == "O1")),
        });

        var read = await shop.Reading.ReadAsync(PosStream.Orders);

        read.Error.ShouldBeNull();
        read.Pages.SelectMany(p => p.Deleted).ShouldBe(["O1"]);
        read.ById<Order>().Keys.ShouldBe(["O2"]);
    }

    [Theory]
    [InlineData("payments", "\"amount\":10,\"result\":\"SUCCESS\"")]
    [InlineData("discounts", "\"amount\":-1")]
    public async Task Given_a_long_list_that_has_no_call_of_its_own_When_orders_are_read_Then_that_order_alone_is_named(string list, string fields)
    {
        await using var shop = await Shop.OpenAsync(Sale("O1"), Sale("O2"));
        var rows = string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"id":"X{{i}}",{{fields}}}"""));
        shop.Pos.Raw["O1"] = Raw("O1", $$""" "{{list}}":{"elements":[{{rows}}]} """);

        var read = await shop.Reading.ReadAsync(PosStream.Orders);

        read.Error.ShouldBeNull();
        var rejected = read.Pages.SelectMany(p => p.Rejected).ShouldHaveSingleItem();
        (rejected.Id, rejected.Reason).ShouldBe(("O1", "list cut short"));
        read.ById<Order>().Keys.ShouldBe(["O2"]);
    }
}
