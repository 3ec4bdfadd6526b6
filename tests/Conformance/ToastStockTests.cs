using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Simulator.Kit;
using Sync.Simulator.Toast;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>Toast lists what it counts and what has run out: all else is in stock, in no number.</summary>
[Trait("Category", "Conformance")]
public sealed class ToastStockTests() : StoredToast(orders: 5, customers: 2, products: 40)
{
    /// <inheritdoc/>
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await ConnectAsync();
    }

    [Fact]
    public async Task Given_an_item_that_ran_out_When_it_is_in_stock_again_Then_its_level_has_no_number_and_is_not_gone()
    {
        var level = Pos.Truth.Levels[0];
        Pos.Truth.Levels[0] = level with { Quantity = 0 };
        await RunAsync();
        (await QuantitiesAsync())[IdOf(level)].ShouldBe(0);

        Pos.Truth.Levels.Remove(Pos.Truth.Levels[0]);
        var report = await RunAsync();

        (await QuantitiesAsync())[IdOf(level)].ShouldBeNull();
        var stock = report.Streams[PosStream.Inventory];
        (stock.Updated, stock.Deleted, stock.HeldDeletes).ShouldBe((1, 0, 0));
        (stock.Created + stock.Updated + stock.Unchanged).ShouldBe(stock.Read);

        Pos.Truth.Levels.Add(level with { Quantity = 7 });
        await RunAsync();
        (await QuantitiesAsync())[IdOf(level)].ShouldBe(7);
    }

    [Fact]
    public async Task Given_a_stock_list_that_is_empty_When_synced_Then_every_level_stands_without_a_number_and_nobody_is_asked()
    {
        var before = await QuantitiesAsync();
        before.Count.ShouldBeGreaterThan(20);
        foreach (var level in Pos.Truth.Levels.Snapshot()) Pos.Truth.Levels.Remove(level);

        var report = await RunAsync();

        report.Streams[PosStream.Inventory].HeldDeletes.ShouldBe(0);
        var after = await QuantitiesAsync();
        after.Keys.ShouldBe(before.Keys);
        after.Values.ShouldAllBe(q => q == null);
        foreach (var full in (bool[])[false, true])
        {
            Time.Advance(TimeSpan.FromMinutes(30));
            var again = await Stored.AgainAsync(Pos, new RunOptions { Full = full });
            again.Result.ShouldBe(RunResult.Done);
            (again.Streams[PosStream.Inventory].Updated, again.Streams[PosStream.Inventory].Created, again.Streams[PosStream.Inventory].Repaired).ShouldBe((0, 0, 0));
        }

        (await QuantitiesAsync()).ShouldBe(after);
    }

    [Fact]
    public async Task Given_a_restaurant_that_is_taken_out_of_the_settings_When_synced_Then_its_levels_are_gone_or_asked_about()
    {
        var (left, stays) = (Pos.Truth.Locations[0], Pos.Truth.Locations[1].Id);
        Pos.Truth.Locations.Remove(left);

        Time.Advance(TimeSpan.FromMinutes(30));
        var report = await Stored.AgainAsync(Pos, new RunOptions { ApproveDeletes = true });

        report.Streams[PosStream.Inventory].Deleted.ShouldBeGreaterThan(0);
        (await QuantitiesAsync()).Keys.ShouldAllBe(k => k.StartsWith(stays, StringComparison.Ordinal));
    }

    private static string IdOf(TruthLevel level) => $"{level.LocationId}:{level.ProductId}";

    private Task<SortedDictionary<string, decimal?>> QuantitiesAsync() => Stored.NumbersAsync("inventory", "quantity");

    private async Task<RunReport> RunAsync()
    {
        Time.Advance(TimeSpan.FromMinutes(30));
        var report = await Stored.AgainAsync(Pos, new RunOptions());
        report.Result.ShouldBe(RunResult.Done);
        return report;
    }
}
