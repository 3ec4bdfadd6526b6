using System.Globalization;
using System.Text.RegularExpressions;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Paging;
using Sync.Simulator;

namespace Sync.Alleaves.Tests;

/// <summary>A first read that was cut off is taken up near where it was, whatever moved at the POS meanwhile.</summary>
public sealed class ResumeTests
{
    public static TheoryData<PosStream, string> Streams => new()
    {
        { PosStream.Customers, "reference" },
        { PosStream.Orders, "reference" },
        { PosStream.Customers, "live" },
        { PosStream.Orders, "live" },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Given_a_kill_after_any_page_When_taken_up_Then_it_begins_at_that_page_and_all_is_there(PosStream stream, string profile)
    {
        await using var cutOff = await Shops.OpenAsync(); // the same shop twice: what a killed read still has on its way arrives at the first
        await using var pos = await Shops.OpenAsync();
        var whole = await ReadAsync(pos, stream, profile);
        whole.Pages[^1].Checkpoint.ShouldBeNull();
        for (var pages = 1; pages < whole.Pages.Count; pages++)
        {
            var begun = await ReadAsync(cutOff, stream, profile, stopAfter: pages);
            pos.Requests.Clear();

            var rest = await ReadAsync(pos, stream, profile, begun.Pages[^1].Checkpoint.ShouldNotBeNull());

            PagesAsked(pos).ShouldBe(Enumerable.Range(pages, whole.Pages.Count - pages + 1)); // the last one once more
            rest.Error.ShouldBeNull();
            rest.End!.Coverage.ShouldBe(CoverageKind.Changes);
            rest.End.Warnings.ShouldBeEmpty();
            rest.End.Cursor.ShouldBe(whole.End!.Cursor);
            begun.Records.Concat(rest.Records).DistinctBy(r => r.Id).OrderBy(r => r.Id, StringComparer.Ordinal).Select(r => r.ToString())
                .ShouldBe(whole.Records.OrderBy(r => r.Id, StringComparer.Ordinal).Select(r => r.ToString()));
        }
    }

    [Theory]
    [InlineData("reference", 9)] // the page that was read last, and up to eight that were on their way
    [InlineData("live", 1)] // one at a time: none is on its way while a page is taken in
    public async Task Given_a_kill_after_every_page_When_taken_up_each_time_Then_it_gets_on_and_little_is_asked_twice(string profile, int twice)
    {
        await using var pos = await FakeAlleaves.StartAsync(ShopTruth.Generate(new ShopPlan { Now = Shops.Now, Orders = 3_000 }));
        var whole = await ReadAsync(pos, PosStream.Orders, profile);
        var pages = PagesAsked(pos).Count;
        pages.ShouldBeGreaterThan(20);
        pos.Requests.Clear();
        var (ids, kills, cursor) = (new HashSet<string>(), 0, (string?)null);
        while (true)
        {
            var read = await ReadAsync(pos, PosStream.Orders, profile, cursor, stopAfter: 1);
            ids.UnionWith(read.Records.Select(r => r.Id));
            if (read.End is not null) break;
            cursor = read.Pages[^1].Checkpoint.ShouldNotBeNull();
            (++kills).ShouldBeLessThan(pages);
        }

        ids.ShouldBe(whole.Records.Select(r => r.Id), ignoreOrder: true);
        PagesAsked(pos).Count.ShouldBeLessThanOrEqualTo(pages + (kills * twice));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(150)]
    public async Task Given_orders_made_before_it_is_taken_up_When_newer_ones_push_the_rest_on_Then_none_is_missed(int made)
    {
        await using var pos = await Shops.OpenAsync();
        var before = pos.Shop.Orders.Select(o => o.Id).ToList();
        var begun = await ReadAsync(pos, PosStream.Orders, "reference", stopAfter: 2);
        for (var i = 0; i < made; i++) pos.Shop.Orders.Add(pos.Shop.Orders[0] with { Id = $"new-{i}", CreatedAt = Shops.Now.AddSeconds(i) });

        var rest = await ReadAsync(pos, PosStream.Orders, "reference", begun.Pages[^1].Checkpoint);

        rest.Error.ShouldBeNull();
        before.ShouldBeSubsetOf(begun.Records.Concat(rest.Records).Select(r => r.Id));
        // What came meanwhile is within the next read, by its time.
        var next = await ReadAsync(pos, PosStream.Orders, "reference", rest.End!.Cursor);
        next.Records.Select(r => r.Id).Where(id => id.StartsWith("new-", StringComparison.Ordinal)).Count().ShouldBe(made);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(99)]
    public async Task Given_orders_deleted_before_it_is_taken_up_When_the_rest_moves_up_by_less_than_a_page_Then_none_is_missed(int gone)
    {
        await using var pos = await Shops.OpenAsync();
        var begun = await ReadAsync(pos, PosStream.Orders, "reference", stopAfter: 2);
        foreach (var id in begun.Records.Take(gone).Select(r => r.Id).ToList()) pos.Shop.Orders.Remove(pos.Shop.Orders.Single(o => o.Id == id));

        var rest = await ReadAsync(pos, PosStream.Orders, "reference", begun.Pages[^1].Checkpoint);

        rest.Error.ShouldBeNull();
        pos.Shop.Orders.Select(o => o.Id).ShouldBeSubsetOf(begun.Records.Concat(rest.Records).Select(r => r.Id));
    }

    [Theory]
    [InlineData(100, 0)]
    [InlineData(150, 0)]
    [InlineData(1, 199)] // the very row that the page ended with
    public async Task Given_orders_deleted_before_it_is_taken_up_When_some_may_have_slipped_past_Then_it_says_so_and_is_read_from_the_start(int gone, int from)
    {
        await using var pos = await Shops.OpenAsync();
        var begun = await ReadAsync(pos, PosStream.Orders, "reference", stopAfter: 2);
        foreach (var id in begun.Records.Skip(from).Take(gone).Select(r => r.Id).ToList()) pos.Shop.Orders.Remove(pos.Shop.Orders.Single(o => o.Id == id));

        var rest = await ReadAsync(pos, PosStream.Orders, "reference", begun.Pages[^1].Checkpoint);

        rest.Error.ShouldBeOfType<RestartPagingException>(); // which a run answers by reading from its cursor
        rest.End.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Given_all_was_read_once_When_read_again_Then_no_note_is_offered_of_how_far_it_has_come(PosStream stream, string profile)
    {
        await using var pos = await Shops.OpenAsync();
        var first = await ReadAsync(pos, stream, profile);
        var asked = PagesAsked(pos);
        first.Pages.SkipLast(1).ShouldAllBe(p => p.Checkpoint != null);
        pos.Requests.Clear();

        var again = await ReadAsync(pos, stream, profile, first.End!.Cursor);

        again.Pages.Count.ShouldBeGreaterThan(1);
        again.Pages.ShouldAllBe(p => p.Checkpoint == null);
        if (stream == PosStream.Customers) again.End!.Coverage.ShouldBe(CoverageKind.Everything);
        PagesAsked(pos).Count.ShouldBeLessThanOrEqualTo(asked.Count);
    }

    [Fact]
    public async Task Given_a_window_of_history_When_taken_up_days_later_Then_the_same_window_is_asked_for()
    {
        await using var pos = await Shops.OpenAsync();
        var time = Shops.Still();
        using var reading = Reading.Of(pos, time, change: s => s["historyDays"] = "60");
        var begun = await reading.ReadAsync(PosStream.Orders, stopAfter: 1);
        var asked = pos.Requests.Last(r => r.Path.EndsWith("/orders", StringComparison.Ordinal)).Query;
        pos.Requests.Clear();
        time.Advance(TimeSpan.FromDays(3));

        await reading.ReadAsync(PosStream.Orders, begun.Pages[^1].Checkpoint);

        var from = asked[..asked.IndexOf("&page=", StringComparison.Ordinal)];
        pos.Requests.Where(r => r.Path.EndsWith("/orders", StringComparison.Ordinal)).ShouldAllBe(r => r.Query.StartsWith(from));
    }

    [Theory]
    [InlineData("resume|||0|100|x")]
    [InlineData("resume|||2|100|")]
    [InlineData("resume|||two|100|x")]
    [InlineData("resume|x")]
    public async Task Given_a_note_that_cannot_be_read_When_read_from_it_Then_all_comes(string cursor)
    {
        await using var pos = await Shops.OpenAsync();

        (await ReadAsync(pos, PosStream.Orders, "reference", cursor)).Records.Count.ShouldBe(pos.Shop.Orders.Count);
        (await ReadAsync(pos, PosStream.Customers, "reference", cursor)).Records.Count.ShouldBe(pos.Shop.Customers.Count);
    }

    [Fact]
    public async Task Given_a_server_with_smaller_pages_When_taken_up_at_its_last_page_Then_it_ends_there()
    {
        var asked = new List<int>();
        var reader = new PageReader<int>((page, _) =>
        {
            asked.Add(page);
            return Task.FromResult(new NumberedPage<int>([.. Enumerable.Range(((page - 1) * 4) + 1, 4).Where(r => r <= 14)], 14));
        }, row => $"id-{row}", pageSize: 10, inFlight: 4);

        var steps = new List<PageStep<int>>();
        await foreach (var step in reader.ReadAsync(new PagePlace(3, 4, "id-12"))) steps.Add(step);

        asked.ShouldBe([3, 4]);
        steps.ShouldHaveSingleItem().Rows.ShouldBe(Enumerable.Range(9, 6));
        steps[0].End.ShouldNotBeNull().Proven.ShouldBeFalse();
        steps[0].Place.ShouldBeNull();
    }

    private static async Task<Read> ReadAsync(FakeAlleaves pos, PosStream stream, string profile, string? cursor = null, int? stopAfter = null)
    {
        using var reading = Reading.Of(pos, Shops.Hurried(), profile);
        return await reading.ReadAsync(stream, cursor, stopAfter);
    }

    private static List<int> PagesAsked(FakeAlleaves pos) =>
        [.. pos.Requests.Select(r => Regex.Match(r.Query + r.Body, "\\bpage\"?[=:](\\d+)")).Where(m => m.Success).Select(m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).Order()];
}
