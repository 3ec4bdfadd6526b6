using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>Answers that are well formed and wrong.</summary>
public abstract partial class ConformanceTests
{
    // Far more than any connector may take to see that it is led in circles.
    private const int MostRequests = 150;

    /// <summary>Whether records come as lists in answers; not so where they come as files, whose troubles have tests of their own.</summary>
    protected virtual bool AnswersAreLists => true;

    /// <summary>The streams whose answers say how many records there are in all.</summary>
    protected virtual IReadOnlyList<PosStream> WithTotals => [];

    /// <summary>The streams that have no second page: each location, or the shop, answers with all at once.</summary>
    protected virtual IReadOnlyList<PosStream> WithoutPages => [];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Given_a_page_that_comes_for_ever_When_each_stream_is_read_Then_it_ends_soon_with_a_clear_error(int goodOnes)
    {
        if (!AnswersAreLists) return;
        await using var shop = await ShopAsync();
        shop.Time.Advance(Later);
        Edit(shop, Edits.Everything); // of one instant, so that a POS that is asked by times has pages as well
        shop.Time.Advance(Later);
        foreach (var stream in shop.Streams.Except(WithoutPages))
        {
            shop.Pos.Faults.Clear();
            shop.Pos.Faults.Add(new Fault { Path = "", Kind = FaultKind.Status, Status = 500, When = shop.Pos.IsPage, Skip = MostRequests });
            shop.Pos.Faults.Add(new Fault { Path = "", Kind = FaultKind.SamePage, When = shop.Pos.IsPage, Skip = goodOnes });
            var before = shop.Pos.Requests.Count;

            var read = await shop.Reading.ReadAsync(stream);

            read.End.ShouldBeNull(stream.ToString());
            read.Error.ShouldBeOfType<RestartPagingException>(stream.ToString()).OwnerMessage.ShouldContain("nothing was");
            (shop.Pos.Requests.Count - before).ShouldBeLessThan(MostRequests, stream.ToString());
            shop.Reopen();
        }
    }

    [Fact]
    public async Task Given_records_that_come_twice_within_and_across_pages_When_each_stream_is_read_Then_they_are_the_POSs_own()
    {
        if (!AnswersAreLists) return;
        await using var shop = await ShopAsync();
        foreach (var stream in shop.Streams.Except(WithoutPages))
        {
            var fault = new Fault { Path = "", Kind = FaultKind.RowsAgain, When = shop.Pos.IsPage, Times = 2 };
            shop.Pos.Faults.Clear();
            shop.Pos.Faults.Add(fault);

            var read = await shop.Reading.ReadAsync(stream);

            read.Error.ShouldBeNull(stream.ToString());
            fault.Changed.ShouldBeGreaterThan(0, stream.ToString());
            shop.Keep(stream, read);
            shop.Compare(stream);
            shop.Reopen();
        }
    }

    [Fact]
    public async Task Given_a_total_that_is_too_large_When_each_stream_is_read_Then_it_is_told_and_nothing_is_taken_for_gone()
    {
        await using var shop = await ShopAsync();
        // Those that end in an error come last: what they had asked for ahead may still be under way.
        foreach (var stream in shop.Streams.OrderBy(WithTotals.Contains))
        {
            var fault = new Fault { Path = "", Kind = FaultKind.TotalTooLarge, When = shop.Pos.IsPage };
            shop.Pos.Faults.Clear();
            shop.Pos.Faults.Add(fault);

            var read = await shop.Reading.ReadAsync(stream);

            (fault.Changed > 0).ShouldBe(WithTotals.Contains(stream), $"{stream}: whether its POS states totals");
            if (!WithTotals.Contains(stream)) continue;
            if (read.Error is not null) read.Error.ShouldBeOfType<RestartPagingException>().OwnerMessage.ShouldContain("nothing was");
            else
            {
                var end = read.End.ShouldNotBeNull();
                end.Coverage.ShouldBe(CoverageKind.Changes, stream.ToString());
                end.Warnings.ShouldNotBeEmpty();
            }

            shop.Reopen();
        }
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_answers_with_nothing_where_there_were_records_When_synced_Then_nothing_is_removed_and_a_whole_read_says_so(bool whole)
    {
        if (!AnswersAreLists) return;
        await using var shop = await ShopAsync(Plan with { Customers = 20, Orders = 30, Products = 12 });
        await using var stored = new StoredShop(shop.Time);
        await stored.SyncAsync(shop.Source);
        var before = await stored.AllAsync();
        var proving = new List<PosStream>();
        foreach (var stream in shop.Streams)
            if ((await shop.Reading.ReadAsync(stream)).End?.Coverage != CoverageKind.Changes) proving.Add(stream);
        shop.Time.Advance(Later);
        shop.Pos.Faults.Add(new Fault { Path = "", Kind = FaultKind.Empty, When = shop.Pos.IsPage });

        var report = await stored.AgainAsync(shop.Source, new RunOptions { Full = whole });

        (await stored.AllAsync()).ShouldBe(before);
        // Of a stream that never proves that it told all, nothing is ever concluded either.
        foreach (var stream in proving.Where(s => !MayBeEmpty(s) && (whole || !shop.Incremental.Contains(s))))
        {
            var told = report.Streams[stream];
            told.Status.ShouldBeOneOf(StreamStatus.Suspicious, StreamStatus.Incomplete);
            told.Error.ShouldNotBeNullOrWhiteSpace(stream.ToString());
        }
    }

    /// <summary>Whether nothing at all is an everyday answer for a stream, because the POS counts some products only.</summary>
    protected virtual bool MayBeEmpty(PosStream stream) => stream == PosStream.Inventory;
}
