using Sync.ConnectorKit;
using Sync.Simulator;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>What goes wrong.</summary>
public abstract partial class ConformanceTests
{
    /// <summary>How many answers are good before a read of orders is cut short: fewer than it takes.</summary>
    protected virtual int AnswersBeforeTrouble => 4;

    [Theory]
    [InlineData(FaultKind.CutBody)]
    [InlineData(FaultKind.TruncatedJson)]
    [InlineData(FaultKind.Status)]
    public async Task Given_answers_that_fail_now_and_then_When_each_stream_is_read_Then_the_records_are_the_POSs_own(FaultKind kind)
    {
        await using var shop = await ShopAsync();
        for (var skip = 1; skip < 12; skip += 4) shop.Pos.Faults.Add(new Fault { Path = "", Skip = skip, Times = 1, Kind = kind, Status = 503 });

        await shop.ReadAllAsync();

        shop.CompareAll();
    }

    [Theory]
    [InlineData("3")]
    [InlineData(null)]
    public async Task Given_a_429_with_and_without_a_wait_stated_When_each_stream_is_read_Then_it_is_waited_for(string? retryAfter)
    {
        await using var shop = await ShopAsync();
        shop.Pos.Faults.Add(new Fault { Path = "", Skip = 3, Times = 1, Kind = FaultKind.Status, Status = 429, RetryAfter = retryAfter });

        await shop.ReadAllAsync();

        shop.CompareAll();
        shop.Reading.Meter.Throttled.ShouldBe(1);
        shop.Reading.Meter.Waited.ShouldBeGreaterThan(TimeSpan.Zero);
    }

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
    public async Task Given_a_page_that_fails_after_others_When_a_stream_is_read_Then_it_is_cut_short_and_a_later_read_is_whole()
    {
        await using var shop = await ShopAsync();
        shop.Pos.Faults.Add(new Fault { Path = "", Skip = AnswersBeforeTrouble, Times = 200, Kind = FaultKind.Status, Status = 500 });
        var broken = await shop.Reading.ReadAsync(PosStream.Orders);
        broken.End.ShouldBeNull();

        shop.Pos.Faults.Clear();
        shop.Reopen();
        await shop.ReadAllAsync();

        shop.CompareAll();
    }

    [Fact]
    public async Task Given_tokens_that_expire_while_paging_When_each_stream_is_read_Then_the_records_are_the_POSs_own()
    {
        await using var shop = await ShopAsync();
        shop.Pos.Faults.Add(new Fault { Path = "", Skip = 3, Times = 1, Kind = FaultKind.Before, Before = shop.Pos.ExpireTokens });

        await shop.ReadAllAsync();

        shop.CompareAll();
    }

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
}
