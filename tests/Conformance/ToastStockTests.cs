using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Simulator.Kit;
using Sync.Simulator.Toast;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>Toast lists what it counts and what has run out: all else is in stock, in no number.</summary>
[Trait("Category", "Conformance")]
public sealed class ToastStockTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTime time = new(Start, autoAdvance: true);
    private readonly StoredShop stored;
    private FakeToast pos = null!;

    public ToastStockTests() => stored = new StoredShop(time);

    public async Task InitializeAsync()
    {
        pos = await FakeToast.StartAsync(
            PosTruth.Generate(new TruthPlan { Now = Start, Ids = TruthIds.Uuids, Orders = 5, Customers = 2, Products = 40, Locations = 2 }), new FakePosOptions { Time = time });
        await stored.PrepareAsync(pos);
        await stored.SaveAsync("main", pos, []);
        await RunAsync();
    }

    public async Task DisposeAsync()
    {
        await stored.DisposeAsync();
        await pos.DisposeAsync();
    }

    [Fact]
    public async Task Given_an_item_that_ran_out_When_it_is_in_stock_again_Then_its_level_has_no_number_and_is_not_gone()
    {
        var level = pos.Truth.Levels[0];
        pos.Truth.Levels[0] = level with { Quantity = 0 };
        await RunAsync();
        (await QuantitiesAsync())[IdOf(level)].ShouldBe(0);

        pos.Truth.Levels.Remove(pos.Truth.Levels[0]);
        var report = await RunAsync();

        (await QuantitiesAsync())[IdOf(level)].ShouldBeNull();
        var stock = report.Streams[PosStream.Inventory];
        (stock.Updated, stock.Deleted, stock.HeldDeletes).ShouldBe((1, 0, 0));
        (stock.Created + stock.Updated + stock.Unchanged).ShouldBe(stock.Read);

        pos.Truth.Levels.Add(level with { Quantity = 7 });
        await RunAsync();
        (await QuantitiesAsync())[IdOf(level)].ShouldBe(7);
    }

    [Fact]
    public async Task Given_a_stock_list_that_is_empty_When_synced_Then_every_level_stands_without_a_number_and_nobody_is_asked()
    {
        var before = await QuantitiesAsync();
        before.Count.ShouldBeGreaterThan(20);
        foreach (var level in pos.Truth.Levels.Snapshot()) pos.Truth.Levels.Remove(level);

        var report = await RunAsync();

        report.Streams[PosStream.Inventory].HeldDeletes.ShouldBe(0);
        var after = await QuantitiesAsync();
        after.Keys.ShouldBe(before.Keys);
        after.Values.ShouldAllBe(q => q == null);
        foreach (var full in (bool[])[false, true])
        {
            time.Advance(TimeSpan.FromMinutes(30));
            var again = await stored.AgainAsync(pos, new RunOptions { Full = full });
            again.Result.ShouldBe(RunResult.Done);
            (again.Streams[PosStream.Inventory].Updated, again.Streams[PosStream.Inventory].Created, again.Streams[PosStream.Inventory].Repaired).ShouldBe((0, 0, 0));
        }

        (await QuantitiesAsync()).ShouldBe(after);
    }

    [Fact]
    public async Task Given_a_restaurant_that_is_taken_out_of_the_settings_When_synced_Then_its_levels_are_gone_or_asked_about()
    {
        var (left, stays) = (pos.Truth.Locations[0], pos.Truth.Locations[1].Id);
        pos.Truth.Locations.Remove(left);

        time.Advance(TimeSpan.FromMinutes(30));
        var report = await stored.AgainAsync(pos, new RunOptions { ApproveDeletes = true });

        report.Streams[PosStream.Inventory].Deleted.ShouldBeGreaterThan(0);
        (await QuantitiesAsync()).Keys.ShouldAllBe(k => k.StartsWith(stays, StringComparison.Ordinal));
    }

    private static string IdOf(TruthLevel level) => $"{level.LocationId}:{level.ProductId}";

    private Task<SortedDictionary<string, decimal?>> QuantitiesAsync() => stored.NumbersAsync("inventory", "quantity");

    private async Task<RunReport> RunAsync()
    {
        time.Advance(TimeSpan.FromMinutes(30));
        var report = await stored.AgainAsync(pos, new RunOptions());
        report.Result.ShouldBe(RunResult.Done);
        return report;
    }
}
