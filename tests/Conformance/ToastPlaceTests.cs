using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Simulator.Toast;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>One restaurant that cannot be read, or one row that cannot be understood, holds nothing else up.</summary>
[Trait("Category", "Conformance")]
public sealed class ToastPlaceTests() : StoredToast(orders: 20)
{
    [Fact]
    public async Task Given_a_closed_restaurant_When_an_item_of_another_leaves_the_stock_list_Then_its_number_is_gone_and_the_closed_ones_stand()
    {
        await ConnectAsync();
        var (closed, open) = (Pos.Truth.Locations[0].Id, Pos.Truth.Locations[1].Id);
        var left = Pos.Truth.Levels.Snapshot().First(l => l.LocationId == open);
        var before = await Stored.NumbersAsync("inventory", "quantity");
        before[$"{closed}:{left.ProductId}"].ShouldNotBeNull();

        Pos.CloseLocation(closed);
        Pos.Truth.Levels.Remove(left);
        await RunAsync(RunResult.Partial);

        before[$"{open}:{left.ProductId}"] = null;
        (await Stored.NumbersAsync("inventory", "quantity")).ShouldBe(before);
    }

    [Fact]
    public async Task Given_a_closed_restaurant_When_an_item_of_another_leaves_the_menu_Then_it_is_gone_and_the_closed_ones_stand()
    {
        var (closed, open) = (Pos.Truth.Locations[0].Id, Pos.Truth.Locations[1].Id);
        Pos.RawItems[closed] = [Item("of-closed", "Soup")];
        Pos.RawItems[open] = [Item("of-open", "Tea"), Item("stays", "Cake")];
        await ConnectAsync();
        var before = await ProductsAsync();
        before.ShouldContain("of-open");

        Pos.CloseLocation(closed);
        Pos.RawItems[open] = [Item("stays", "Cake")];
        Publish();
        await RunAsync(RunResult.Partial);

        (await ProductsAsync()).ShouldBe(before.Where(p => p != "of-open"));
    }

    [Fact]
    public async Task Given_a_menu_item_of_a_strange_shape_When_read_Then_it_is_named_and_kept_and_what_left_is_gone()
    {
        var place = Pos.Truth.Locations[0].Id;
        Pos.RawItems[place] = [Item("tea", "Tea"), Item("cake", "Cake"), Item("pie", "Pie")];
        await ConnectAsync();
        var before = await ProductsAsync();

        Pos.RawItems[place] = ["""{"guid":"tea","name":"Tea","visibility":"POS"}""", Item("cake", "Cake"), Item("bun", "Bun")];
        Publish();
        using var reading = new ConformanceReading(Pos, Time);
        var read = await reading.ReadAsync(PosStream.Products);
        await RunAsync();

        read.Error.ShouldBeNull();
        read.Pages.SelectMany(p => p.Rejected).ShouldHaveSingleItem().Id.ShouldBe("tea");
        (await ProductsAsync()).ShouldBe(before.Append("bun").Where(p => p != "pie"), ignoreOrder: true);
    }

    [Theory]
    [InlineData("17")]
    [InlineData("null")]
    [InlineData("""{"name":"Nobody"}""")]
    public async Task Given_a_menu_item_that_does_not_say_which_it_is_When_read_Then_the_others_come_and_nothing_is_gone(string item)
    {
        var place = Pos.Truth.Locations[0].Id;
        Pos.RawItems[place] = [Item("tea", "Tea"), Item("cake", "Cake")];
        await ConnectAsync();
        var before = await ProductsAsync();

        Pos.RawItems[place] = [item, Item("bun", "Bun")];
        Publish();
        await RunAsync();

        (await ProductsAsync()).ShouldBe(before.Append("bun"), ignoreOrder: true);
    }

    [Fact]
    public async Task Given_a_stock_row_that_cannot_be_understood_When_read_Then_it_is_named_with_its_place_and_its_level_stays()
    {
        var place = Pos.Truth.Locations[0].Id;
        Pos.RawStock[place] = [Counted("tea", "5"), Counted("cake", "5"), Counted("pie", "5")];
        await ConnectAsync();
        var before = await LevelsAsync();

        Pos.RawStock[place] = [Counted("tea", "\"some\""), Counted("cake", "5"), Counted("bun", "5")];
        using var reading = new ConformanceReading(Pos, Time);
        var read = await reading.ReadAsync(PosStream.Inventory);
        await RunAsync();

        read.Error.ShouldBeNull();
        read.Pages.SelectMany(p => p.Rejected).ShouldHaveSingleItem().Id.ShouldBe($"{place}:tea");
        (await LevelsAsync()).ShouldBe(before.Append($"{place}:bun"), ignoreOrder: true);
        var numbers = await Stored.NumbersAsync("inventory", "quantity");
        (numbers[$"{place}:tea"], numbers[$"{place}:cake"], numbers[$"{place}:pie"]).ShouldBe((5, 5, null));
    }

    [Theory]
    [InlineData("17")]
    [InlineData("null")]
    [InlineData("""{"status":"QUANTITY","quantity":5}""")]
    public async Task Given_a_stock_row_that_does_not_say_of_what_it_is_When_read_Then_the_others_come_and_every_number_stands(string row)
    {
        var place = Pos.Truth.Locations[0].Id;
        Pos.RawStock[place] = [Counted("tea", "5"), Counted("cake", "5")];
        await ConnectAsync();
        var before = await LevelsAsync();

        Pos.RawStock[place] = [row, Counted("bun", "5")];
        await RunAsync();

        (await LevelsAsync()).ShouldBe(before.Append($"{place}:bun"), ignoreOrder: true);
        (await Stored.NumbersAsync("inventory", "quantity")).Values.ShouldAllBe(q => q != null);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_a_closed_restaurant_When_orders_are_read_by_id_Then_those_of_the_others_come_and_it_is_named(bool capitals)
    {
        var (closed, open) = (Pos.Truth.Locations[0].Id, Pos.Truth.Locations[1].Id);
        var wanted = Pos.Truth.Orders.Snapshot().First(o => o.LocationId == open && !o.Deleted).Id;
        Pos.CloseLocation(closed);
        using var reading = new ConformanceReading(Pos, Time, settings: s => capitals ? s.With("restaurants", s.Text("restaurants")!.ToUpperInvariant()) : s);

        var pages = await ByIdAsync(reading, $"{closed}/x", $"{closed}/y", $"{open}/{wanted}", $"{open.ToUpperInvariant()}/{wanted}", "nonsense/z", "z");

        pages.SelectMany(p => p.Records).Cast<Order>().Select(o => (o.Id, o.LocationId)).ShouldBe([(wanted, open), (wanted, open)]);
        pages[^1].End!.Withheld.ShouldNotBeNull().ShouldContain(closed);
        pages[^1].End!.Coverage.ShouldBe(CoverageKind.Changes);
        Pos.Requests.Count(r => r.Status == 403).ShouldBe(1); // asked once, it is not asked again
    }

    [Fact]
    public async Task Given_restaurants_written_otherwise_When_all_is_read_Then_they_are_the_same_restaurants()
    {
        using var reading = new ConformanceReading(Pos, Time, settings: s => s.With("restaurants", "{" + Pos.Truth.Locations[0].Id.ToUpperInvariant() + "}, " + Pos.Truth.Locations[1].Id.Replace("-", "", StringComparison.Ordinal)));

        var read = await reading.ReadAsync(PosStream.Orders);

        Expectation.Compare(PosStream.Orders, read, Pos);
    }

    [Fact]
    public async Task Given_an_order_that_is_not_found_for_a_while_When_a_webhook_tells_of_it_Then_it_stays()
    {
        await ConnectAsync();
        var order = Pos.Truth.Orders.Snapshot().First(o => !o.Deleted);
        var before = await Stored.AllAsync();
        Pos.Faults.Status("/orders/v2/orders/" + order.Id, 404);

        var hinted = await Stored.HintedAsync("toast", new WebhookNews("e1") { Records = [new RecordHint(PosStream.Orders, $"{order.LocationId}/{order.Id}")] });

        hinted.Result.ShouldBe(RunResult.Done);
        Pos.Requests.ShouldContain(r => r.Path.EndsWith(order.Id, StringComparison.Ordinal) && r.Status == 404);
        (await Stored.AllAsync()).ShouldBe(before);
    }

    private static string Item(string guid, string name) => $$"""{"guid":"{{guid}}","name":"{{name}}","price":3,"visibility":["POS"]}""";

    private static string Counted(string guid, string quantity) => $$"""{"guid":"{{guid}}","status":"QUANTITY","quantity":{{quantity}}}""";

    private void Publish() => Pos.Truth.Products[0] = Pos.Truth.Products[0] with { UpdatedAt = Time.GetUtcNow() };

    private static async Task<List<RecordPage>> ByIdAsync(ConformanceReading reading, params string[] ids)
    {
        var pages = new List<RecordPage>();
        await foreach (var page in ((IReadsById)reading.Connector).ReadByIdAsync(PosStream.Orders, ids, reading.Context, CancellationToken.None)) pages.Add(page);
        return pages;
    }

    private async Task RunAsync(RunResult expected = RunResult.Done)
    {
        Time.Advance(TimeSpan.FromMinutes(30));
        (await Stored.RunAsync(TimeSpan.FromMinutes(1))).Result.ShouldBe(expected);
    }

    private async Task<List<string>> LevelsAsync() => [.. (await Stored.IdsAsync("inventory")).Values.Order(StringComparer.Ordinal)];

    private async Task<List<string>> ProductsAsync() => [.. (await Stored.IdsAsync("products")).Values.Order(StringComparer.Ordinal)];
}
