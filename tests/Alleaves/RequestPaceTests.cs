using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Alleaves.Tests;

public sealed class RequestPaceTests
{
    private static readonly StatusMap Map = new("Somewhere");
    private readonly RequestMeter meter = new();

    [Theory]
    [InlineData(2, 1)]
    [InlineData(5, 4)]
    [InlineData(50, 16)]
    public async Task Given_a_POS_that_throttles_at_its_rate_When_asked_without_pause_Then_none_is_refused_and_nine_tenths_of_the_rate_are_used(double rate, int burst)
    {
        const int Count = 200;
        var time = Shops.Hurried();
        var throttle = new FakeThrottle(rate, burst, time);
        using var http = Http(time, new RateBudget(1) { PerSecond = rate, Burst = burst }, (_, _) =>
            ScriptedHandler.Json("[5]", throttle.Admits() ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests));

        for (var i = 0; i < Count; i++) await SendAsync(http);

        throttle.Refused.ShouldBe(0);
        var allowed = burst + time.Elapsed.TotalSeconds * rate;
        (Count / allowed).ShouldBeGreaterThanOrEqualTo(0.9);
        meter.Waited.ShouldBe(time.Elapsed);
    }

    [Fact]
    public async Task Given_one_request_was_told_to_wait_When_another_is_sent_Then_it_waits_too()
    {
        var time = new FakeTime(Shops.Now);
        var seen = 0;
        using var http = Http(time, new RateBudget(4), (n, _) =>
        {
            Interlocked.Increment(ref seen);
            if (n > 1) return ScriptedHandler.Json("[5]");
            var refusal = ScriptedHandler.Json("{}", HttpStatusCode.TooManyRequests);
            refusal.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(10));
            return refusal;
        });

        var first = SendAsync(http);
        SpinWait.SpinUntil(() => meter.Throttled == 1, TimeSpan.FromSeconds(30)).ShouldBeTrue();
        var second = SendAsync(http);
        time.Advance(TimeSpan.FromSeconds(9));
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        seen.ShouldBe(1);

        time.Advance(TimeSpan.FromSeconds(1));

        (await first).ShouldBe(5);
        (await second).ShouldBe(5);
        meter.Throttled.ShouldBe(1);
    }

    private PosHttp Http(TimeProvider time, RateBudget budget, Func<int, HttpRequestMessage, HttpResponseMessage> answer) => new(
        new HttpClient(new ScriptedHandler((n, request, _) => Task.FromResult(answer(n, request)))), budget, time, meter, new PosHttpOptions { JitterSeed = 1 });

    private static Task<int> SendAsync(PosHttp http) => http.SendAsync(
        () => new HttpRequestMessage(HttpMethod.Get, "http://somewhere.example/list"),
        body => JsonDocument.Parse(body.ToArray()).RootElement[0].GetInt32(), Map, CancellationToken.None);
}
