using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.TestKit;

namespace Sync.Alleaves.Tests;

public sealed class PosHttpTests
{
    private static readonly StatusMap Map = new("Somewhere")
    {
        [404] = a => new FixSettingsException("place", "No such place.", a.Log),
    };

    private readonly FakeTime time = Shops.Hurried();
    private readonly RequestMeter meter = new();

    [Theory]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Given_a_passing_failure_When_sent_Then_it_is_tried_again_and_counted(int status)
    {
        using var http = Http((n, _, _) => Answer(n < 3 ? ScriptedHandler.Json("{}", (HttpStatusCode)status) : ScriptedHandler.Json("[5]")));

        (await SendAsync(http)).ShouldBe(5);

        meter.Requests.ShouldBe(3);
        meter.Throttled.ShouldBe(0);
        time.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(3 * 0.75), TimeSpan.FromSeconds(3 * 1.25));
    }

    [Theory]
    [InlineData(true, 1)] // nobody is kept waiting for what is the same in a second
    [InlineData(false, 6)]
    public async Task Given_a_name_that_is_not_known_When_somebody_waits_Then_it_is_said_at_once(bool attended, int tries)
    {
        using var client = new HttpClient(new ScriptedHandler((_, _, _) =>
            throw new HttpRequestException(HttpRequestError.NameResolutionError, "Name or service not known", new SocketException((int)SocketError.HostNotFound))));
        using var http = new PosHttp(client, new RateBudget(1), time, meter, new PosHttpOptions { Attended = attended });

        var refused = await Should.ThrowAsync<RetryLaterException>(() => SendAsync(http));

        meter.Requests.ShouldBe(tries);
        if (attended) refused.OwnerMessage.ShouldContain("is not known. Check that it is written right");
    }

    [Fact]
    public async Task Given_the_same_seed_When_waiting_Then_the_jitter_is_the_same()
    {
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 2; i++)
        {
            var clock = Shops.Hurried();
            using var client = new HttpClient(new ScriptedHandler((n, _, _) => Answer(ScriptedHandler.Json("[5]", n < 4 ? HttpStatusCode.BadGateway : HttpStatusCode.OK))));
            using var http = new PosHttp(client, new RateBudget(1), clock, meter, new PosHttpOptions { JitterSeed = 42 });
            await SendAsync(http);
            waits.Add(clock.Elapsed);
        }

        waits[0].ShouldBe(waits[1]);
    }

    [Fact]
    public async Task Given_a_failure_that_stays_When_sent_Then_the_tries_end_and_both_texts_are_there()
    {
        using var http = Http((_, _, _) => throw new HttpRequestException("refused"));

        var error = await Should.ThrowAsync<RetryLaterException>(SendAsync(http));

        meter.Requests.ShouldBe(6);
        error.OwnerMessage.ShouldStartWith("Somewhere does not answer");
        error.Message.ShouldBe("GET /list failed on the way: refused");
    }

    [Fact]
    public async Task Given_a_status_in_the_table_When_sent_Then_its_meaning_is_thrown_at_once_without_the_token()
    {
        using var http = Http((_, _, _) => Answer(ScriptedHandler.Json("""{"error":"no place for s3cret"}""", HttpStatusCode.NotFound)));

        var error = await Should.ThrowAsync<FixSettingsException>(SendAsync(http));

        meter.Requests.ShouldBe(1);
        error.Message.ShouldBe("GET /list answered 404: no place for ***");
    }

    [Theory]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "")]
    [InlineData("X-Shopify-Access-Token", "")]
    [InlineData("apikey", "")]
    public async Task Given_an_answer_that_repeats_a_key_where_the_log_ends_When_told_Then_nothing_of_it_is_in_the_log(string header, string scheme)
    {
        var key = string.Concat(Enumerable.Repeat("k3y-", 60));
        using var http = Http((_, _, _) => Answer(ScriptedHandler.Json($$"""{"error":"no place for {{key}} and {{scheme}}{{key}}"}""", HttpStatusCode.NotFound)));
        HttpRequestMessage Request()
        {
            var message = new HttpRequestMessage(HttpMethod.Get, "http://pos.test/list");
            message.Headers.TryAddWithoutValidation(header, scheme + key);
            return message;
        }

        var error = await Should.ThrowAsync<FixSettingsException>(http.SendAsync(Request, body => JsonSerializer.Deserialize<int[]>(body)![0], Map, CancellationToken.None));

        error.Message.ShouldStartWith("GET /list answered 404: no place for *** and ");
        error.Message.ShouldNotContain("k3y");
    }

    [Fact]
    public async Task Given_words_without_end_When_told_Then_the_log_holds_their_beginning()
    {
        using var http = Http((_, _, _) => Answer(ScriptedHandler.Json($$"""{"error":"{{new string('w', 5000)}}"}""", HttpStatusCode.NotFound)));

        (await Should.ThrowAsync<FixSettingsException>(SendAsync(http))).Message.ShouldBe("GET /list answered 404: " + new string('w', 200));
    }

    [Fact]
    public async Task Given_a_status_that_nobody_named_When_sent_Then_it_is_our_bug()
    {
        using var http = Http((_, _, _) => Answer(ScriptedHandler.Json("<html>", HttpStatusCode.Conflict)));

        (await Should.ThrowAsync<ConnectorBugException>(SendAsync(http))).Message.ShouldBe("GET /list answered 409.");
    }

    [Fact]
    public async Task Given_a_whole_answer_of_another_shape_When_sent_Then_it_is_our_bug_and_not_tried_again()
    {
        using var http = Http((_, _, _) => Answer(ScriptedHandler.Json("""{"hello":"world"}""")));

        await Should.ThrowAsync<ConnectorBugException>(SendAsync(http));

        meter.Requests.ShouldBe(1);
    }

    [Theory]
    [InlineData("[5")]
    [InlineData("")]
    [InlineData("<html>maintenance</html>")]
    public async Task Given_a_body_that_is_no_whole_json_When_sent_Then_it_is_tried_again(string body)
    {
        using var http = Http((n, _, _) => Answer(ScriptedHandler.Json(n == 1 ? body : "[5]")));

        (await SendAsync(http)).ShouldBe(5);

        meter.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task Given_an_answer_that_never_comes_When_the_deadline_passes_Then_it_is_tried_again()
    {
        using var http = Http(
            async (n, _, stop) =>
            {
                if (n == 1) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                return ScriptedHandler.Json("[5]");
            },
            new PosHttpOptions { TryDeadline = TimeSpan.FromMilliseconds(50), JitterSeed = 1 });

        (await SendAsync(http)).ShouldBe(5);

        meter.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task Given_a_caller_that_gives_up_When_it_cancels_Then_nothing_is_tried_again()
    {
        using var stop = new CancellationTokenSource();
        using var http = Http(async (_, _, token) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return ScriptedHandler.Json("[5]");
        });

        await Should.ThrowAsync<OperationCanceledException>(SendAsync(http, stop.Token));

        meter.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task Given_an_answer_above_the_cap_When_sent_Then_it_is_not_read()
    {
        using var http = Http((_, _, _) => Answer(ScriptedHandler.Json("[" + new string(' ', 2000) + "5]")), new PosHttpOptions { MaxAnswerBytes = 1000 });

        await Should.ThrowAsync<ConnectorBugException>(SendAsync(http));
    }

    [Fact]
    public async Task Given_a_request_that_failed_When_it_waits_Then_its_slot_serves_others()
    {
        var still = Shops.Still();
        using var client = new HttpClient(new ScriptedHandler((n, _, _) =>
        {
            var answer = ScriptedHandler.Json("[5]", n == 1 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK);
            if (n == 1) answer.Headers.Add("Retry-After", "30");
            return Task.FromResult(answer);
        }));
        using var http = new PosHttp(client, new RateBudget(1), still, meter);

        var failed = SendAsync(http);
        (await SendAsync(http)).ShouldBe(5);

        failed.IsCompleted.ShouldBeFalse();
        still.Advance(TimeSpan.FromSeconds(30));
        (await failed).ShouldBe(5);
    }

    [Theory]
    [InlineData("""{"errors":[{"category":"INVALID_REQUEST_ERROR","code":"NOT_FOUND","detail":"No such location.","field":"id"},{"detail":"Another."}]}""", ": No such location.")]
    [InlineData("""{"errors":[7,{"code":{"detail":"not this"},"message":"No such shop."}],"status":"404"}""", ": No such shop.")]
    [InlineData("""{"errors":"Not Found"}""", ": Not Found")]
    [InlineData("""{"errors":{"base":["x"]},"message":"Gone."}""", ": Gone.")]
    [InlineData("""{"errors":[{"detail":"cut of""", ".")]
    public async Task Given_a_refusal_that_lists_its_errors_When_told_Then_the_first_ones_words_are_in_the_log(string body, string said)
    {
        using var http = Http((_, _, _) => Answer(ScriptedHandler.Json(body, HttpStatusCode.NotFound)));

        (await Should.ThrowAsync<FixSettingsException>(SendAsync(http))).Message.ShouldBe("GET /list answered 404" + said);
    }

    [Theory]
    [InlineData(429, null, 60)]
    [InlineData(429, "7", 7)]
    [InlineData(503, null, 0)]
    public async Task Given_a_POS_that_names_the_second_of_its_reset_When_it_refuses_for_the_rate_Then_it_is_waited_for(int status, string? retryAfter, int seconds)
    {
        var server = time.GetUtcNow().AddMinutes(-3);
        using var http = Http((n, _, _) =>
        {
            var answer = ScriptedHandler.Json("[5]", n == 1 ? (HttpStatusCode)status : HttpStatusCode.OK);
            answer.Headers.Date = server;
            answer.Headers.Add("X-Reset", server.AddSeconds(60).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
            if (retryAfter is not null) answer.Headers.Add("Retry-After", retryAfter);
            return Answer(answer);
        });

        (await SendAsync(http, map: new StatusMap("Somewhere") { ResetHeader = "X-Reset" })).ShouldBe(5);

        // Where nothing is stated, the first wait is about a second.
        var (least, most) = seconds == 0 ? (0.75, 1.25) : (seconds, seconds);
        time.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(least), TimeSpan.FromSeconds(most));
    }

    private static Task<HttpResponseMessage> Answer(HttpResponseMessage message) => Task.FromResult(message);

    private static Task<int> SendAsync(PosHttp http, CancellationToken cancellation = default, StatusMap? map = null) => http.SendAsync(
        () =>
        {
            var message = new HttpRequestMessage(HttpMethod.Get, "http://pos.test/list?page=1");
            message.Headers.Authorization = new("Bearer", "s3cret");
            return message;
        },
        body => JsonSerializer.Deserialize<int[]>(body)![0],
        map ?? Map,
        cancellation);

    private PosHttp Http(Func<int, HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer, PosHttpOptions? options = null) =>
        new(new HttpClient(new ScriptedHandler(answer)), new RateBudget(4), time, meter, options ?? new PosHttpOptions { JitterSeed = 1 });
}
