using Sync.ConnectorKit;
using Sync.Simulator;

namespace Sync.Alleaves.Tests;

public sealed class ReadAheadTests
{
    [Fact]
    public async Task Given_a_slow_POS_When_three_streams_are_read_Then_all_four_slots_are_used_and_nothing_is_missing()
    {
        await using var pos = await FakeAlleaves.StartAsync(
            ShopTruth.Generate(new ShopPlan { Customers = 1_000, Orders = 2_000, Products = 300 }), new FakeAlleavesOptions { Latency = TimeSpan.FromMilliseconds(20) });
        using var reading = Reading.Of(pos, TimeProvider.System);

        var reads = await Task.WhenAll(
            reading.ReadAsync(PosStream.Customers), reading.ReadAsync(PosStream.Orders), reading.ReadAsync(PosStream.Products));

        reads.ShouldAllBe(r => r.Error == null && r.End!.Coverage == CoverageKind.Everything);
        reads.Sum(r => r.Records.Count).ShouldBe(pos.Shop.Customers.Count + pos.Shop.Orders.Count + pos.Shop.Products.Count);
        pos.MostInFlight.ShouldBe(4);
    }
}
