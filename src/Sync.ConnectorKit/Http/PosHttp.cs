using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly;

namespace Sync.ConnectorKit.Http;

/// <summary>
/// Sends requests to a POS: at most so many at once and a second, each with a deadline, tried again on 429, 5xx, a cut connection and a
/// truncated body, and counted.
/// </summary>
public sealed partial class PosHttp : IDisposable
{
    // Others may be waiting for what is asked for once, such as a token.
    private static readonly TimeSpan LongestWaitOnce = TimeSpan.FromSeconds(10);

    private readonly HttpClient client;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim inFlight;
    private readonly PosHttpOptions options;
    private readonly ResiliencePipeline pipeline;
    private readonly ResiliencePipeline once;
    private readonly RequestPace pace;
    private long posTime; // ticks; 0 for none

    /// <summary>A sender for one connection, as patient as <see cref="PosHttpOptions"/> is by default.</summary>
    /// <param name="client">What carries the requests; its connections are reused.</param>
    /// <param name="budget">How many requests may be under way.</param>
    /// <param name="time">The clock; also for the waits between tries.</param>
    /// <param name="meter">Where requests are counted.</param>
    public PosHttp(HttpClient client, RateBudget budget, TimeProvider time, RequestMeter meter)
        : this(client, budget, time, meter, new PosHttpOptions()) { }

    /// <summary>A sender for one connection.</summary>
    /// <param name="client">What carries the requests; its connections are reused.</param>
    /// <param name="budget">How many requests may be under way.</param>
    /// <param name="time">The clock; also for the waits between tries.</param>
    /// <param name="meter">Where requests are counted.</param>
    /// <param name="options">How patient it is.</param>
    public PosHttp(HttpClient client, RateBudget budget, TimeProvider time, RequestMeter meter, PosHttpOptions options)
        : this(client, budget, time, meter, options, new PosWait(options.DeadlineClock)) { }

    private PosHttp(HttpClient client, RateBudget budget, TimeProvider time, RequestMeter meter, PosHttpOptions options, PosWait waited)
    {
        this.client = client;
        this.time = time;
        this.options = options;
        this.waited = waited;
        Meter = meter;
        Budget = budget;
        inFlight = new SemaphoreSlim(budget.InFlight);
        pace = new RequestPace(budget, time, meter);
        pipeline = new RetryPolicy(options, time, meter, pace) { Left = () => Left }.Build();
        once = new RetryPolicy(options with { LongestWait = options.LongestWait < LongestWaitOnce ? options.LongestWait : LongestWaitOnce }, time, meter, pace) { Once = true, Left = () => Left }.Build();
    }

    /// <summary>What has been asked so far.</summary>
    public RequestMeter Meter { get; }

    /// <summary>
    /// What the POS's own clock showed when it began its latest answer, to the second below (the header <c>Date</c>, RFC 9110,
    /// 6.6.1); null before the first answer, and where it does not say.
    /// </summary>
    public DateTimeOffset? PosTime => Interlocked.Read(ref posTime) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>How many requests may be under way; readers fetch that far ahead.</summary>
    public RateBudget Budget { get; }

    /// <summary>Sends a request and reads its answer as JSON.</summary>
    /// <param name="request">Makes the request; called once for each try.</param>
    /// <param name="type">How the answer is read, from a source-generated context.</param>
    /// <param name="map">What the API's statuses mean.</param>
    /// <param name="cancellation">Gives up at once.</param>
    /// <exception cref="ConnectorException">What the table says of the status; <see cref="RetryLaterException"/> after the last try.</exception>
    public Task<T> SendAsync<T>(Func<HttpRequestMessage> request, JsonTypeInfo<T> type, StatusMap map, CancellationToken cancellation) =>
        SendAsync(request, body => JsonSerializer.Deserialize(body, type) ?? throw new JsonException("The answer is null."), map, cancellation);

    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="request">Makes the request; called once for each try.</param>
    /// <param name="parse">
    /// Reads the whole body. A <see cref="JsonException"/> means another try where the body is no whole JSON text, and a bug of
    /// ours where it is.
    /// </param>
    /// <param name="map">What the API's statuses mean.</param>
    /// <param name="cancellation">Gives up at once.</param>
    /// <exception cref="ConnectorException">What the table says of the status; <see cref="RetryLaterException"/> after the last try.</exception>
    public Task<T> SendAsync<T>(Func<HttpRequestMessage> request, Func<ReadOnlySpan<byte>, T> parse, StatusMap map, CancellationToken cancellation) =>
        SendAsync(request, (_, body) => parse(body), map, cancellation);

    /// <summary>Sends a request and reads its answer, by which of the statuses that mean success it came with.</summary>
    /// <inheritdoc cref="SendAsync{T}(Func{HttpRequestMessage}, Func{ReadOnlySpan{byte}, T}, StatusMap, CancellationToken)" />
    public async Task<T> SendAsync<T>(
        Func<HttpRequestMessage> request, Func<HttpStatusCode, ReadOnlySpan<byte>, T> parse, StatusMap map, CancellationToken cancellation)
    {
        using var asked = waited.Begin();
        try
        {
            return await pipeline.ExecuteAsync(
                static (s, token) => new ValueTask<T>(s.http.TryAsync(s.request, s.parse, s.map, false, token)),
                (http: this, request, parse, map),
                cancellation).ConfigureAwait(false);
        }
        catch (TryAgainException last)
        {
            if (last.Throttled) Meter.CountThrottle(TimeSpan.Zero);
            throw map.GaveUp(last, WhatNext, options.Attended);
        }
    }

    /// <summary>
    /// Sends a request that must not be carried out twice: it is tried again only where the POS said that it did not carry it
    /// out, or could not be reached at all.
    /// </summary>
    /// <param name="request">Makes the request; called once for each try.</param>
    /// <param name="parse">Reads the whole body.</param>
    /// <param name="map">What the API's statuses mean.</param>
    /// <param name="cancellation">Gives up at once, whatever the POS does with the request.</param>
    /// <exception cref="ConnectorException">
    /// What the table says of the status. A <see cref="RetryLaterException"/> with <see cref="RetryLaterException.AnswerLost"/>
    /// where it is not known what became of it.
    /// </exception>
    public async Task<T> SendOnceAsync<T>(
        Func<HttpRequestMessage> request, Func<ReadOnlySpan<byte>, T> parse, StatusMap map, CancellationToken cancellation)
    {
        Func<HttpStatusCode, ReadOnlySpan<byte>, T> any = (_, body) => parse(body);
        using var asked = waited.Begin();
        try
        {
            return await once.ExecuteAsync(
                static (s, token) => new ValueTask<T>(s.http.TryAsync(s.request, s.parse, s.map, true, token)),
                (http: this, request, parse: any, map),
                cancellation).ConfigureAwait(false);
        }
        catch (TryAgainException last)
        {
            if (last.Throttled) Meter.CountThrottle(TimeSpan.Zero);
            throw last.Lost ? map.Lost(last) : map.GaveUp(last, WhatNext, options.Attended);
        }
    }

    /// <summary>For the owner, where the POS cannot answer just now: what comes next.</summary>
    public string WhatNext => options.Attended
        ? "Check that it is reachable and that the address is right, then try again in a few minutes."
        : "Sync will try again later; nothing was lost.";

    /// <inheritdoc />
    public void Dispose() => inFlight.Dispose();

    private async Task<T> TryAsync<T>(
        Func<HttpRequestMessage> request, Func<HttpStatusCode, ReadOnlySpan<byte>, T> parse, StatusMap map, bool once, CancellationToken cancellation)
    {
        using var message = Sendable(request());
        using var body = await FetchAsync(message, map, once, cancellation).ConfigureAwait(false);
        if (inFlight.CurrentCount == 0) await Task.Yield(); // whoever waited for the slot asks first: the POS then works while we parse
        try
        {
            return parse(body.Status, JsonText.WithoutMark(body.Span));
        }
        catch (JsonException e) when (!JsonText.IsWhole(JsonText.WithoutMark(body.Span)))
        {
            throw new TryAgainException($"{Name(message)} answered with a truncated body.", e) { Lost = true };
        }
        catch (JsonException e)
        {
            throw new ConnectorBugException($"{Name(message)} answered in an unknown shape: {e.Message}", e);
        }
    }

    // The slot covers the time on the wire and no more: not the parsing, and not the wait before the next try.
    private async Task<BodyBuffer> FetchAsync(HttpRequestMessage message, StatusMap map, bool once, CancellationToken cancellation)
    {
        var most = TimeSpan.Zero;
        await waited.OwnAsync(inFlight.WaitAsync(cancellation)).ConfigureAwait(false);
        try
        {
            await waited.OwnAsync(pace.WaitAsync(cancellation).AsTask()).ConfigureAwait(false);
            most = DeadlineOf(Name(message), map, once);
            Meter.CountRequest();
            using var deadline = new CancellationTokenSource(most, options.DeadlineClock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
            return await ExchangeAsync(message, map, either.Token).ConfigureAwait(false);
        }
        catch (RefusedAddressException e)
        {
            throw e.ForOwner();
        }
        catch (HttpRequestException e) when (options.Attended && Unreachable(e, message.RequestUri!) is string words)
        {
            throw new RetryLaterException(words, $"{Name(message)} failed on the way: {e.Message}", inner: e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new TryAgainException($"{Name(message)} failed on the way: {e.Message}", e) { Lost = !NeverLeft(e) };
        }
        catch (InvalidDataException e)
        {
            throw new TryAgainException($"{Name(message)} was answered by what cannot be unpacked: {e.Message}", e) { Lost = true, Packed = true };
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw TookTooLong(Name(message), most, e);
        }
        finally
        {
            inFlight.Release();
        }
    }

    private async Task<BodyBuffer> ExchangeAsync(HttpRequestMessage message, StatusMap map, CancellationToken cancellation)
    {
        using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        var body = await BodyBuffer.ReadAsync(response, options.MaxAnswerBytes, cancellation).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            if (response.Headers.Date is { } date) Interlocked.Exchange(ref posTime, date.UtcTicks);
            return body;
        }

        using (body)
        {
            var (said, error, category) = ErrorText.Read(body.Span);
            var answer = new StatusAnswer((int)response.StatusCode, Name(message), ErrorText.Cut(Scrub(said, message)))
            {
                Code = ErrorText.Cut(Scrub(error, message)),
                Category = ErrorText.Cut(Scrub(category, message)),
            };
            if (!map.Transient(answer.Status)) throw map.ErrorFor(answer);
            // The POS's words stay out: a request that carries credentials may come back in them.
            throw new TryAgainException(answer.Line)
            {
                Throttled = answer.Status == 429,
                Status = answer.Status,
                Asked = RetryAfter.Of(response, map, time),
                // What a gateway says so is that it does not know.
                Lost = answer.Status is 408 or 502 or 504,
            };
        }
    }

    // The client that carries it would call this a failure on the way, and each further try fails alike.
    private static HttpRequestMessage Sendable(HttpRequestMessage message)
    {
        foreach (var (name, values) in message.Headers.NonValidated)
            if (values.Any(v => !Ascii.IsValid(v)))
                throw new ReauthoriseException(
                    "The credentials hold a sign that no key or token has, such as a letter with an accent. Copy them again, as they are.",
                    $"{Name(message)} cannot be sent: its header {name} holds what is not ASCII.");
        return message;
    }

    // While somebody waits: a name that is unknown, or a server that speaks no https, is the same in a second.
    private static string? Unreachable(HttpRequestException e, Uri address) => e switch
    {
        { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound } } => $"The address '{address.Host}' is not known. Check that it is written right, then try again.",
        { HttpRequestError: HttpRequestError.SecureConnectionError } => $"'{address.Authority}' does not answer over https as it must. Check the address and the port, then try again.",
        _ => null,
    };

    private static bool NeverLeft(Exception e) => e is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };

    private static string Name(HttpRequestMessage message) => $"{message.Method} {message.RequestUri?.AbsolutePath}";

    // In which header a POS wants its key is its own matter: any that does not say what we speak or who we are may hold one.
    private static string? Scrub(string? said, HttpRequestMessage message)
    {
        foreach (var (name, values) in message.Headers.NonValidated)
        {
            if (name is "Accept" or "User-Agent" || name.EndsWith("-Version", StringComparison.OrdinalIgnoreCase)) continue;
            foreach (var value in values)
                foreach (var secret in new[] { value, value[(value.IndexOf(' ', StringComparison.Ordinal) + 1)..] })
                    if (secret.Length > 0) said = said?.Replace(secret, "***", StringComparison.Ordinal);
        }

        return said;
    }
}
