using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Simulator.Square;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>When Square's stock is proven to be all there is, so that what is gone leaves.</summary>
[Trait("Category", "Conformance")]
public sealed class SquareStockTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTime time = new(Start);

    private static TruthPlan Plan => new() { Now = Start, Customers = 10, Orders = 20, Products = 20 };

    [Fact]
    public async Task Given_a_variation_that_was_deleted_and_a_location_that_closed_When_all_is_read_Then_only_the_variations_stock_leaves()
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth);
        await using var stored = new StoredShop(time);
        await stored.SyncAsync(pos);
        var before = (await stored.IdsAsync("inventory")).Keys.ToHashSet();
        var (gone, closed) = (truth.Products[2].Id, truth.Locations[1].Id);
        time.Advance(TimeSpan.FromHours(1));
        truth.Products[2] = truth.Products[2] with { Deleted = true, UpdatedAt = time.GetUtcNow() };
        pos.CloseLocation(closed);
        // What is closed may not be told any more.
        Remove(truth, l => l.ProductId == gone || l.LocationId == closed);

        var report = await stored.AgainAsync(pos, new RunOptions { Full = true });

        report.Result.ShouldBe(RunResult.Done);
        var after = (await stored.IdsAsync("inventory")).Keys.ToHashSet();
        before.Except(after).ShouldBe(before.Where(id => id.EndsWith(gone, StringComparison.Ordinal) && !id.StartsWith(closed, StringComparison.Ordinal)), ignoreOrder: true);
        after.ShouldContain(id => id.StartsWith(closed, StringComparison.Ordinal));
        before.Except(after).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Given_stock_that_moves_while_it_is_paged_When_all_is_read_Then_it_is_there_and_all_is_proven()
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth, 7);
        using var reading = new ConformanceReading(pos, time);
        // The last of the list goes to its front while the second page is asked for.
        var last = truth.Levels.Snapshot().Select((l, i) => (l.UpdatedAt, i)).OrderBy(l => l.UpdatedAt).First().i;
        pos.Faults.Add(new Fault
        {
            Path = "/inventory/counts",
            Kind = FaultKind.Before,
            Skip = 1,
            Times = 1,
            Before = () => truth.Levels[last] = truth.Levels[last] with { Quantity = 77, UpdatedAt = Start },
        });

        var read = await reading.ReadAsync(PosStream.Inventory);

        Expectation.Compare(PosStream.Inventory, read, truth);
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
    }

    [Theory]
    [InlineData("MERCHANT_PROFILE_READ")]
    [InlineData("")]
    public async Task Given_locations_that_may_not_be_read_or_changes_alone_When_stock_is_read_Then_nothing_counts_as_gone(string without)
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth);
        pos.Scopes.Remove(without);
        using var reading = new ConformanceReading(pos, time);

        var read = await reading.ReadAsync(PosStream.Inventory);
        if (without.Length == 0) read = await reading.ReadAsync(PosStream.Inventory, read.End!.Cursor);

        read.Error.ShouldBeNull();
        read.End!.Coverage.ShouldBe(CoverageKind.Changes);
    }

    [Fact]
    public async Task Given_a_closed_location_When_stock_is_read_Then_the_others_are_proven_and_that_one_is_named()
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth);
        pos.CloseLocation(truth.Locations[1].Id);
        using var reading = new ConformanceReading(pos, time);

        var end = (await reading.ReadAsync(PosStream.Inventory)).End!;

        end.Coverage.ShouldBe(CoverageKind.Everything);
        end.ClosedLocations.ShouldBe([truth.Locations[1].Id]);
    }

    private static void Remove(PosTruth truth, Func<TruthLevel, bool> which)
    {
        for (var i = truth.Levels.Count - 1; i >= 0; i--)
            if (which(truth.Levels[i])) truth.Levels.RemoveAt(i);
    }

    private Task<FakeSquare> OpenAsync(PosTruth truth, int? pageSize = null) =>
        FakeSquare.StartAsync(truth, new FakePosOptions { Time = time, PageSize = pageSize });
}
