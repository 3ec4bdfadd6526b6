using System.Buffers.Text;
using System.Text;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.TestKit;

namespace Sync.Alleaves.Tests;

public sealed class TokenSourceTests
{
    private readonly FakeTime time = Shops.Still();
    private int logins;

    [Fact]
    public async Task Given_many_who_ask_at_once_When_there_is_no_token_Then_one_login_serves_all()
    {
        var open = new TaskCompletionSource();
        var source = new TokenSource(async _ => { await open.Task; return $"opaque-{++logins}"; }, time);

        var asking = Enumerable.Range(0, 20).Select(_ => source.GetAsync(default)).ToList();
        open.SetResult();

        (await Task.WhenAll(asking)).Distinct().ShouldHaveSingleItem().ShouldBe("opaque-1");
    }

    [Fact]
    public async Task Given_many_who_ask_at_once_When_the_login_fails_Then_all_are_told_and_a_later_one_tries_again()
    {
        var open = new TaskCompletionSource();
        var source = new TokenSource(
            async _ =>
            {
                await open.Task;
                return ++logins == 1 ? throw new RetryLaterException("away", "no answer") : $"opaque-{logins}";
            },
            time);

        var asking = Enumerable.Range(0, 3).Select(_ => source.GetAsync(default)).ToList();
        open.SetResult();

        foreach (var one in asking) (await Should.ThrowAsync<RetryLaterException>(() => one)).OwnerMessage.ShouldBe("away");
        logins.ShouldBe(1, "a POS that is away must not cost each stream a full round of tries");
        (await source.GetAsync(default)).ShouldBe("opaque-2");
    }

    [Theory]
    [InlineData(null, 13.4, 13.6)] // Opaque: 15 minutes are assumed, renewed 90 seconds early.
    [InlineData(3600, 58.4, 58.6)]
    [InlineData(60, 0.8, 0.95)] // A tenth of a short life, else it would be renewed all the time.
    public async Task Given_a_life_When_its_end_nears_Then_it_is_renewed_before(int? lifeSeconds, double stillGoodMinutes, double renewedMinutes)
    {
        var source = Source(lifeSeconds);
        var first = await source.GetAsync(default);
        time.Advance(TimeSpan.FromMinutes(stillGoodMinutes));
        (await source.GetAsync(default)).ShouldBe(first);

        time.Advance(TimeSpan.FromMinutes(renewedMinutes - stillGoodMinutes));

        (await source.GetAsync(default)).ShouldNotBe(first);
    }

    [Fact]
    public async Task Given_a_pos_whose_clock_is_wrong_When_a_token_looks_expired_Then_it_is_still_used()
    {
        var source = Source(900, issued: Shops.Now.AddHours(-5));
        var first = await source.GetAsync(default);

        time.Advance(TimeSpan.FromMinutes(13));

        (await source.GetAsync(default)).ShouldBe(first);
    }

    [Fact]
    public async Task Given_many_refusals_of_one_token_When_they_come_late_Then_the_new_one_stands()
    {
        var source = Source(null);
        var old = await source.GetAsync(default);
        source.Invalidate(old);
        var renewed = await source.GetAsync(default);

        source.Invalidate(old);

        (await source.GetAsync(default)).ShouldBe(renewed);
        logins.ShouldBe(2);
    }

    [Fact]
    public async Task Given_a_refused_token_When_used_Then_it_is_sent_once_more_with_a_new_one_and_no_more()
    {
        var source = Source(null);
        var used = new List<string>();
        Task<int> Send(string token)
        {
            used.Add(token);
            throw new ReauthoriseException("owner", "log");
        }

        await Should.ThrowAsync<ReauthoriseException>(source.UseAsync(Send, default));

        used.ShouldBe(["opaque-1", "opaque-2"]);
    }

    [Fact]
    public async Task Given_a_login_that_is_cancelled_When_another_waits_Then_it_logs_in_itself()
    {
        using var stop = new CancellationTokenSource();
        var source = new TokenSource(
            async token =>
            {
                if (++logins == 1) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                return "opaque";
            },
            time);
        var first = source.GetAsync(stop.Token);
        var second = source.GetAsync(default);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(first);
        (await second).ShouldBe("opaque");
    }

    private TokenSource Source(int? lifeSeconds, DateTimeOffset? issued = null) => new(
        _ => Task.FromResult(lifeSeconds is { } life ? Jwt(++logins, issued ?? time.GetUtcNow(), life) : $"opaque-{++logins}"), time);

    private static string Jwt(int number, DateTimeOffset issued, int life)
    {
        var at = issued.ToUnixTimeSeconds();
        var claims = $$$"""{"sub":{"exp":1},"jti":{{{number}}},"iat":{{{at}}},"exp":{{{at + life}}}}""";
        return "eyJhbGciOiJub25lIn0." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims)) + ".sig";
    }
}
