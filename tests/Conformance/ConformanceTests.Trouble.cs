using Sync.ConnectorKit;
using Sync.Simulator;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>What goes wrong.</summary>
public abstract partial class ConformanceTests
{
    /// <summary>How many pages of a stream are good before one that is not: the trouble comes amid the pages, where there are several.</summary>
    private int GoodPages(PosStream stream) => WithoutPages.Contains(stream) ? 0 : 1;

    [Theory]
    [InlineData(FaultKind.CutBody)]
    [InlineData(FaultKind.TruncatedJson)]
    [InlineData(FaultKind.Status)]
    public Task Given_pages_that_fail_twice_When_each_stream_is_read_Then_the_records_are_the_POSs_own(FaultKind kind) => ForEachStreamAsync(async (shop, stream) =>
    {
        var fault = AmidPages(shop, stream, kind, times: 2, status: 503);

        await ReadWholeAsync(shop, stream);

        fault.Hits.ShouldBe(2, stream.ToString());
    });

    [Fact]
    public async Task Given_pages_of_single_records_that_fail_twice_When_each_stream_is_read_Then_the_records_are_the_POSs_own()
    {
        if (!NestsPages) return;
        var hits = 0;
        await ForEachStreamAsync(async (shop, stream) =>
        {
            var fault = new Fault { Path = "", When = shop.Pos.IsNested, Times = 2, Kind = FaultKind.Status, Status = 503 };
            shop.Pos.Faults.Add(fault);

            await ReadWholeAsync(shop, stream);

            hits += fault.Hits;
        });
        hits.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("3")]
    [InlineData(null)]
    public Task Given_a_429_with_and_without_a_wait_stated_When_each_stream_is_read_Then_it_is_waited_for(string? retryAfter) => ForEachStreamAsync(async (shop, stream) =>
    {
        var fault = AmidPages(shop, stream, FaultKind.Status, times: 1, status: 429, retryAfter: retryAfter);

        await ReadWholeAsync(shop, stream);

        fault.Hits.ShouldBe(1, stream.ToString());
        shop.Reading.Meter.Throttled.ShouldBe(1, stream.ToString());
        shop.Reading.Meter.Waited.ShouldBeGreaterThan(TimeSpan.Zero, stream.ToString());
    });

    [Fact]
    public async Task Given_a_POS_that_stays_away_When_a_stream_is_read_Then_it_ends_without_an_end_and_the_owner_is_told()
    {
        await using var shop = await ShopAsync();
        shop.Pos.Faults.Status("", 503);

        foreach (var stream in shop.Streams)
        {
            var read = await shop.Reading.ReadAsync(stream);

            read.End.ShouldBeNull();
            read.Error.ShouldBeOfType<RetryLaterException>().OwnerMessage.ShouldNotBeNullOrWhiteSpace();
            shop.Reopen();
        }
    }

    [Fact]
    public Task Given_a_page_that_fails_after_others_When_each_stream_is_read_Then_it_is_cut_short_and_a_read_that_goes_on_makes_it_whole() => ForEachStreamAsync(async (shop, stream) =>
    {
        var fault = AmidPages(shop, stream, FaultKind.Status);
        var broken = await shop.Reading.ReadAsync(stream);
        fault.Hits.ShouldBeGreaterThan(0, stream.ToString());
        broken.End.ShouldBeNull(stream.ToString());
        broken.Error.ShouldBeOfType<RetryLaterException>(stream.ToString());

        shop.Pos.Faults.Clear();
        shop.Keep(stream, broken);
        shop.Reopen();
        await ReadWholeAsync(shop, stream, broken.Pages.LastOrDefault()?.Checkpoint);
    });

    [Fact]
    public Task Given_tokens_that_expire_while_paging_When_each_stream_is_read_Then_the_records_are_the_POSs_own() => ForEachStreamAsync(async (shop, stream) =>
    {
        var fault = AmidPages(shop, stream, FaultKind.Before, times: 1, before: shop.Pos.ExpireTokens);

        await ReadWholeAsync(shop, stream);

        fault.Hits.ShouldBe(1, stream.ToString());
        shop.Pos.Requests.Count(r => r.Status == 401).ShouldBeGreaterThan(0, stream.ToString());
    });

    [Fact]
    public async Task Given_a_grant_that_was_taken_away_When_checked_and_read_Then_the_owner_is_asked_to_sign_in_again_and_no_secret_shows()
    {
        await using var shop = await ShopAsync();
        shop.Pos.RevokeGrant();

        var check = await shop.Reading.Connector.CheckAsync(shop.Reading.Context, CancellationToken.None);
        check.Ok.ShouldBeFalse();
        check.Verdicts[0].Ok.ShouldBeFalse();
        var said = string.Join('\n', check.Verdicts.Select(v => v.Message));
        foreach (var stream in shop.Streams)
        {
            var read = await shop.Reading.ReadAsync(stream);
            read.End.ShouldBeNull();
            var error = read.Error.ShouldBeOfType<ReauthoriseException>();
            said += "\n" + error.OwnerMessage + "\n" + error;
        }

        foreach (var secret in shop.Reading.Context.Settings.Secrets.Values) said.ShouldNotContain(secret.Reveal());
    }

    [Fact]
    public async Task Given_a_good_connection_When_checked_Then_credentials_and_each_stream_have_a_verdict_and_all_are_fine()
    {
        await using var shop = await ShopAsync();

        var check = await shop.Reading.Connector.CheckAsync(shop.Reading.Context, CancellationToken.None);

        check.Ok.ShouldBeTrue(string.Join('\n', check.Verdicts.Select(v => $"{v.What}: {v.Message}")));
        check.Verdicts[0].What.ShouldBe("credentials");
        shop.Streams.Select(NameOf).ShouldBeSubsetOf(check.Verdicts.Select(v => v.What));
        check.Verdicts.ShouldAllBe(v => v.Message.Length > 0);
    }

    // Each stream at a POS of its own: what goes wrong at the n-th of all requests would fall into the stream that is read first,
    // and what the others share with it would be known already.
    private async Task ForEachStreamAsync(Func<ConformanceShop, PosStream, Task> test)
    {
        IReadOnlyList<PosStream> streams = [PosStream.Customers];
        for (var i = 0; i < streams.Count; i++)
        {
            await using var shop = await ShopAsync(Small, pageSize: 20);
            streams = shop.Streams;
            await test(shop, streams[i]);
        }
    }

    /// <summary>A shop with several pages of each stream, and no more than that.</summary>
    protected virtual TruthPlan Small => Plan with { Customers = 50, Orders = 60, Products = 30 };

    // Plans what goes wrong with a stream's own pages, so many of them.
    private Fault AmidPages(
        ConformanceShop shop, PosStream stream, FaultKind kind, int times = int.MaxValue, int status = 500, string? retryAfter = null, Action? before = null)
    {
        var fault = new Fault
        {
            Path = "",
            When = r => shop.Pos.IsPage(r) && !shop.Pos.IsNested(r),
            Skip = GoodPages(stream),
            Times = times,
            Kind = kind,
            Status = status,
            RetryAfter = retryAfter,
            Before = before,
        };
        shop.Pos.Faults.Add(fault);
        return fault;
    }

    private static async Task<string?> ReadWholeAsync(ConformanceShop shop, PosStream stream, string? cursor = null)
    {
        var read = await ReadKeepingAsync(shop, stream, cursor);
        shop.Compare(stream);
        return read.End!.Cursor;
    }

    private static async Task<ReadOutcome> ReadKeepingAsync(ConformanceShop shop, PosStream stream, string? cursor)
    {
        var read = await shop.Reading.ReadAsync(stream, cursor);
        read.Error.ShouldBeNull(stream.ToString());
        read.End.ShouldNotBeNull(stream.ToString());
        shop.Keep(stream, read);
        return read;
    }
}
