using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

public abstract partial class ConformanceTests
{
    [Fact]
    public async Task Given_an_account_When_it_is_checked_twice_Then_the_POSs_own_id_of_it_is_told_and_the_same()
    {
        var time = new FakeTime(Start);
        await using var pos = await StartAsync(PosTruth.Generate(Plan), new FakePosOptions { Time = time });
        using var one = new ConformanceReading(pos, time);
        using var another = new ConformanceReading(pos, time);

        var first = await one.Connector.CheckAsync(one.Context, CancellationToken.None);
        var second = await another.Connector.CheckAsync(another.Context, CancellationToken.None);

        first.Ok.ShouldBeTrue();
        first.Accounts.ShouldNotBeEmpty();
        second.Accounts.ShouldBe(first.Accounts);
    }

    [Fact]
    public async Task Given_an_account_When_its_locations_are_listed_Then_they_are_the_POSs_own_and_every_order_is_of_one()
    {
        var time = new FakeTime(Start);
        await using var pos = await StartAsync(PosTruth.Generate(Plan), new FakePosOptions { Time = time });
        using var reading = new ConformanceReading(pos, time);
        if (reading.Connector is not IListsLocations lists) return; // a POS that does not tell

        var locations = await lists.LocationsAsync(reading.Context, CancellationToken.None);
        var orders = (await reading.ReadAsync(PosStream.Orders)).ById<Order>().Values;

        locations.ShouldNotBeEmpty();
        locations.ShouldAllBe(l => l.TimeZone == null || pos.Truth.Locations.Any(t => t.TimeZone == l.TimeZone));
        orders.Select(o => o.LocationId).Distinct().ShouldBeSubsetOf(locations.Select(l => l.Id));
    }

    [Fact]
    public async Task Given_a_history_that_is_narrowed_When_orders_are_read_Then_none_that_was_made_since_is_missing()
    {
        var time = new FakeTime(Start);
        await using var pos = await StartAsync(PosTruth.Generate(Plan), new FakePosOptions { Time = time });
        using var reading = new ConformanceReading(pos, time);
        if (!reading.Connector.Descriptor.NarrowsHistory) return;
        var all = (await reading.ReadAsync(PosStream.Orders)).ById<Order>();
        var since = all.Values.Select(o => o.CreatedAt).Order().ElementAt(all.Count / 2);

        using var narrowed = new ConformanceReading(pos, time, settings: s => reading.Connector.Descriptor.ReadingFrom(s, since, time.GetUtcNow()));
        var read = (await narrowed.ReadAsync(PosStream.Orders)).ById<Order>();

        all.Values.Where(o => o.CreatedAt >= since).Select(o => o.Id).ShouldBeSubsetOf(read.Keys);
        read.Count.ShouldBeLessThanOrEqualTo(all.Count);
    }
}
