using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>Cursors, kills, and what changes during a read.</summary>
public abstract partial class ConformanceTests
{
    [Fact]
    public async Task Given_nothing_changed_When_streams_are_read_again_Then_at_most_one_request_for_each_and_each_location()
    {
        await using var shop = await ShopAsync();
        var pages = new Dictionary<PosStream, int>();
        var cursors = await shop.ReadAllAsync(seen: (stream, requests) => pages[stream] = requests);
        shop.Time.Advance(Later);
        await shop.ReadAllAsync(cursors); // the token and the locations are known from here on

        var (begun, allowed) = (shop.Reading.Meter.Requests, 0);
        foreach (var stream in shop.Streams)
        {
            var before = shop.Reading.Meter.Requests;
            var read = await shop.Reading.ReadAsync(stream, cursors[stream]);

            read.End.ShouldNotBeNull();
            // What cannot be asked for changes is read as it was the first time, in no more requests than that.
            var (incremental, places) = (shop.Incremental.Contains(stream), shop.Truth.Locations.Count);
            (shop.Reading.Meter.Requests - before).ShouldBeLessThanOrEqualTo(incremental ? QuietRequests(stream) * places : pages[stream], stream.ToString());
            allowed += incremental ? places : Math.Max(places, pages[stream]);
        }

        // A stream that asks more than its share asks it for another, which then asks less.
        (shop.Reading.Meter.Requests - begun).ShouldBeLessThanOrEqualTo(allowed);
    }

    [Fact]
    public Task Given_records_edited_and_added_while_paging_When_each_stream_is_read_and_read_again_Then_the_records_are_the_POSs_own() => ForEachStreamAsync(async (shop, stream) =>
    {
        var fault = AmidPages(shop, stream, FaultKind.Before, times: 2, before: () => Edit(shop, Edits.Some));
        var there = Expectation.Ids(stream, shop.Truth);
        var read = await ReadKeepingAsync(shop, stream, null);
        fault.Hits.ShouldBeGreaterThan(0, stream.ToString());
        // What a read that proves all did not bring is taken for gone.
        if (read.End!.Coverage == CoverageKind.Everything) there.Except(Expectation.Ids(stream, read)).ShouldBeEmpty(stream.ToString());
        shop.Pos.Faults.Clear();
        shop.Time.Advance(Later);

        await ReadWholeAsync(shop, stream, read.End.Cursor);
    });

    /// <summary>Whether a read notices that rows left its list and drew others past it; not so where pages are numbered and no total is told.</summary>
    protected virtual bool SeesRowsLeave => true;

    [Fact]
    public Task Given_records_deleted_while_paging_When_each_stream_is_read_and_read_again_Then_none_of_the_others_is_lost() => ForEachStreamAsync(async (shop, stream) =>
    {
        var fault = AmidPages(shop, stream, FaultKind.Before, times: 1, before: () => Edit(shop, (truth, now) => Edits.Thin(truth, shop.Streams, now)));
        var read = await shop.Reading.ReadAsync(stream);
        shop.Keep(stream, read);
        fault.Hits.ShouldBe(1, stream.ToString());
        // One that has seen rows leave may say that it has not read all: then it is read again from where it began.
        if (read.End is null) read.Error.ShouldBeOfType<RestartPagingException>(stream.ToString());
        var there = Expectation.Ids(stream, shop.Truth);
        if (SeesRowsLeave && read.End?.Coverage == CoverageKind.Everything) there.Except(Expectation.Ids(stream, read)).ShouldBeEmpty(stream.ToString());
        shop.Time.Advance(Later);

        var again = await ReadKeepingAsync(shop, stream, read.End?.Cursor);

        there.Except(Expectation.Ids(stream, read)).Except(Expectation.Ids(stream, again)).ShouldBeEmpty(stream.ToString());
        if (shop.Carrying.Contains(stream)) shop.Compare(stream);
    });

    /// <summary>By how much a change's stamp may lie before a read that does not show it yet; zero where that does not come up.</summary>
    protected virtual TimeSpan StampedBefore(StreamDescriptor stream) => stream.Style == ReadStyle.Changes ? stream.Lateness : TimeSpan.Zero;

    [Fact]
    public Task Given_changes_that_show_after_a_read_which_their_stamps_lie_before_When_each_stream_is_read_on_Then_they_come() => ForEachStreamAsync(async (shop, stream) =>
    {
        var late = StampedBefore(shop.Reading.Connector.Descriptor.Streams.Single(s => s.Stream == stream));
        if (late == TimeSpan.Zero) return;
        string? cursor = null;

        // After a read of all, and after one from a cursor.
        for (var again = 0; again < 2; again++)
        {
            var begun = shop.Time.GetUtcNow();
            Edit(shop, Edits.Some); // the reader sees what is newer
            cursor = await ReadWholeAsync(shop, stream, cursor);
            Edit(shop, Edits.Late, begun - late + TimeSpan.FromSeconds(2));
            shop.Time.Advance(Later);
            cursor = await ReadWholeAsync(shop, stream, cursor);
        }
    });

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

    [Fact]
    public async Task Given_kills_at_every_page_boundary_When_each_is_taken_up_again_Then_at_most_one_page_is_asked_for_twice_and_none_is_lost()
    {
        await using var shop = await ShopAsync();
        foreach (var stream in shop.Streams)
        {
            shop.Reopen();
            var (before, asked) = (shop.PagesAsked, shop.Pos.Requests.Count);
            var whole = await shop.Reading.ReadAsync(stream);
            var (pages, requests) = (shop.PagesAsked - before, shop.Pos.Requests.Count - asked);
            requests.ShouldBeLessThanOrEqualTo(pages + RequestsToConnect, stream.ToString());
            shop.Reopen(oneAtATime: true);
            if (whole.Pages.Count < 2) continue; // nothing to take up
            if (whole.Pages[0].Checkpoint is null)
            {
                await BeginAgainAsync(shop, stream, whole.Pages.Count);
                continue;
            }

            (before, asked) = (shop.PagesAsked, shop.Pos.Requests.Count);
            var kills = await KillAtEachPageAsync(shop, stream, whole.Pages.Count);

            shop.Compare(stream);
            var (again, all) = (shop.PagesAsked - before, shop.Pos.Requests.Count - asked);
            again.ShouldBeLessThanOrEqualTo(pages + kills, $"{stream}, {kills} kills");
            // What opens a connection (the log-in, what the shop says of itself) is no page, and each of these was opened anew: it is
            // held to its own measure, so that neither passes for the other.
            (all - again).ShouldBeLessThanOrEqualTo((kills + 1) * RequestsToConnect, $"{stream}, {kills} kills");
        }
    }

    [Fact]
    public async Task Given_a_history_that_is_said_to_come_newest_first_When_read_Then_the_newest_order_is_on_the_first_page_and_the_oldest_on_the_last()
    {
        await using var shop = await ShopAsync();
        var newestFirst = shop.Reading.Connector.Descriptor.Streams.Where(s => s.NewestFirst).Select(s => s.Stream).ToList();
        newestFirst.ShouldBe([PosStream.Orders], "nothing else is said by time");
        await HoldNewestFirstAsync(shop);
    }

    /// <summary>Holds a connector to what it says of the order of a history.</summary>
    private protected virtual Task HoldNewestFirstAsync(ConformanceShop shop) => ComeNewestFirstAsync(shop);

    /// <summary>Reads a history: at each location the newest order is on the first page and the oldest on the last.</summary>
    private protected static async Task ComeNewestFirstAsync(ConformanceShop shop)
    {
        // As they are at a POS: ids and times of change grow with the making.
        var made = shop.Truth.Orders.Select(o => o.CreatedAt).Order().ToList();
        for (var i = 0; i < made.Count; i++) shop.Truth.Orders[i] = shop.Truth.Orders[i] with { CreatedAt = made[i], UpdatedAt = made[i] };

        var pages = (await shop.Reading.ReadAsync(PosStream.Orders)).Pages.Select(p => p.Records.Cast<Order>().ToLookup(o => o.LocationId)).ToList();

        foreach (var location in pages.SelectMany(p => p.Select(l => l.Key)).Distinct())
        {
            var times = pages.Select(p => p[location].Select(o => o.CreatedAt).ToList()).Where(t => t.Count > 0).ToList();
            times.Count.ShouldBeGreaterThan(1);
            times[0].Max().ShouldBe(times.Max(t => t.Max()), location);
            times[^1].Min().ShouldBe(times.Min(t => t.Min()), location);
        }
    }

    private static async Task<int> KillAtEachPageAsync(ConformanceShop shop, PosStream stream, int pages)
    {
        string? from = null;
        for (var kills = 0; ; kills++)
        {
            kills.ShouldBeLessThanOrEqualTo(pages + 1, $"{stream} does not get on");
            var read = await shop.Reading.ReadAsync(stream, from, stopAfterPages: 1);
            read.Error.ShouldBeNull();
            shop.Keep(stream, read);
            if (read.End is not null) return kills;
            from = read.Pages[^1].Checkpoint.ShouldNotBeNull();
            shop.Reopen(oneAtATime: true);
        }
    }

    // A POS that has a single page for each location gives nothing to go on from: a read begins again, and what it had brought
    // does no harm.
    private static async Task BeginAgainAsync(ConformanceShop shop, PosStream stream, int pages)
    {
        pages.ShouldBeLessThanOrEqualTo(shop.Truth.Locations.Count, $"{stream} has several pages, which must be takable up");
        for (var kill = 1; kill < pages; kill++)
        {
            shop.Keep(stream, await shop.Reading.ReadAsync(stream, stopAfterPages: kill));
            shop.Reopen();
        }

        var whole = await shop.Reading.ReadAsync(stream);
        whole.End.ShouldNotBeNull();
        shop.Keep(stream, whole);
        shop.Compare(stream);
    }
}
