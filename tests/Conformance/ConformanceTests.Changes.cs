using Sync.ConnectorKit;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>What changes between reads, and during them.</summary>
public abstract partial class ConformanceTests
{
    private static readonly TimeSpan Later = TimeSpan.FromHours(1);

    [Fact]
    public async Task Given_nothing_changed_When_streams_are_read_again_Then_at_most_one_request_for_each_and_each_location()
    {
        await using var shop = await ShopAsync();
        var cursors = await shop.ReadAllAsync();
        shop.Time.Advance(Later);
        await shop.ReadAllAsync(cursors); // the token and the locations are known from here on

        foreach (var stream in shop.Incremental)
        {
            var before = shop.Reading.Meter.Requests;
            var read = await shop.Reading.ReadAsync(stream, cursors[stream]);

            read.End.ShouldNotBeNull();
            (shop.Reading.Meter.Requests - before).ShouldBeLessThanOrEqualTo(QuietRequests(stream) * shop.Truth.Locations.Count, stream.ToString());
        }
    }

    [Fact]
    public async Task Given_records_changed_and_added_When_read_from_the_cursor_Then_all_of_them_come()
    {
        await using var shop = await ShopAsync();
        var cursors = await shop.ReadAllAsync();
        shop.Time.Advance(Later);
        Edit(shop, Edits.Some);
        shop.Time.Advance(Later);

        await shop.ReadAllAsync(cursors);

        shop.CompareAll();
    }

    [Fact]
    public async Task Given_more_records_of_one_instant_than_a_page_holds_When_read_and_read_again_Then_none_is_lost()
    {
        await using var shop = await ShopAsync();
        var cursors = await shop.ReadAllAsync();
        shop.Time.Advance(Later);
        Edit(shop, Edits.Everything);
        shop.Time.Advance(Later);

        cursors = await shop.ReadAllAsync(cursors);
        shop.CompareAll();

        shop.Time.Advance(Later);
        Edit(shop, Edits.Some);
        await shop.ReadAllAsync(cursors);
        shop.CompareAll();
    }

    [Fact]
    public async Task Given_records_edited_and_added_while_paging_When_read_and_read_again_Then_the_records_are_the_POSs_own()
    {
        await using var shop = await ShopAsync();
        shop.Pos.Faults.Add(new Fault
        {
            Path = "",
            Skip = 3,
            Times = 1,
            Kind = FaultKind.Before,
            Before = () => Edit(shop, Edits.Some),
        });
        var cursors = await shop.ReadAllAsync();
        shop.Time.Advance(Later);

        await shop.ReadAllAsync(cursors);

        shop.CompareAll();
    }

    [Fact]
    public async Task Given_a_sale_that_arrives_late_When_read_from_the_cursor_Then_it_comes()
    {
        await using var shop = await ShopAsync();
        var cursors = await shop.ReadAllAsync();
        shop.Time.Advance(Later);
        Edit(shop, Edits.LateSale);
        shop.Time.Advance(Later);

        await shop.ReadAllAsync(cursors);

        shop.Compare(PosStream.Orders);
    }

    [Fact]
    public async Task Given_deletions_and_undeletions_When_read_from_the_cursor_Then_the_records_go_and_come_back()
    {
        await using var shop = await ShopAsync();
        var cursors = await shop.ReadAllAsync();
        foreach (var deleted in new[] { true, false })
        {
            shop.Time.Advance(Later);
            Edits.Delete(shop.Truth, shop.Carrying, deleted, shop.Time.GetUtcNow());
            shop.Time.Advance(Later);
            cursors = await shop.ReadAllAsync(cursors);
            foreach (var stream in shop.Carrying) shop.Compare(stream);
        }
    }

    [Fact]
    public async Task Given_a_cursor_from_the_future_When_read_Then_what_changes_now_is_not_lost()
    {
        await using var shop = await ShopAsync();
        shop.Time.Advance(TimeSpan.FromDays(365));
        var cursors = await shop.ReadAllAsync();
        shop.Time.SetWallClock(Start);
        shop.Pos.ExpireTokens();
        shop.Time.Advance(Later);
        Edit(shop, Edits.Some);
        shop.Time.Advance(TimeSpan.FromMinutes(1));

        await shop.ReadAllAsync(cursors);

        shop.CompareAll();
    }

    /// <summary>How many requests a read that finds nothing may take for each location.</summary>
    protected virtual int QuietRequests(PosStream stream) => 1;

    /// <summary>What else happens at this POS when records change, such as that a person is known by sales only.</summary>
    protected virtual void Settle(PosTruth truth, DateTimeOffset now) { }

    private void Edit(ConformanceShop shop, Action<PosTruth, DateTimeOffset> edit)
    {
        var now = shop.Time.GetUtcNow();
        edit(shop.Truth, now);
        Settle(shop.Truth, now);
    }

    private async Task<ConformanceShop> ShopAsync(TruthPlan? plan = null, int? pageSize = 50, bool throttles = false)
    {
        var (truth, time) = (PosTruth.Generate(plan ?? Plan), new FakeTime(Start, autoAdvance: true));
        var pos = await StartAsync(truth, new FakePosOptions { PageSize = pageSize, Time = time, Throttles = throttles });
        return new ConformanceShop(pos, time, throttles);
    }
}
