using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly;
using Polly.Retry;
using Sync.Model;
using Sync.Store;

namespace Sync.Web.Kms;

/// <summary>
/// Sends requests to Cloud KMS, each with a deadline, again and again while the reason to fail is a passing one. Which codes pass:
/// https://cloud.google.com/kms/docs/reference/rpc/google.rpc (429, 500, 502, 503, 504).
/// </summary>
internal sealed class KmsClient : IDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);

    private readonly KmsOptions options;
    private readonly KmsToken token = new();
    private readonly HttpClient client;
    private readonly ResiliencePipeline retry;

    public KmsClient(KmsOptions options, TimeProvider time)
    {
        this.options = options;
        client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(10), ConnectTimeout = TimeSpan.FromSeconds(5) }) { Timeout = options.RequestTimeout };
        retry = options.Retries == 0 ? ResiliencePipeline.Empty : new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = options.Retries,
            Delay = FirstWait,
            MaxDelay = LongestWait,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Randomizer = Jitter.From(options.JitterSeed, time),
            ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is { } e && IsPassing(e)),
        }).Build();
    }

    /// <summary>Asks a key to do something.</summary>
    /// <param name="key">The key's name, <c>projects/…</c>.</param>
    /// <param name="method">Such as <c>encrypt</c>.</param>
    /// <param name="request">The request.</param>
    /// <param name="requestType">How it is written.</param>
    /// <param name="answerType">How the answer is read.</param>
    /// <param name="check">Throws <see cref="KmsDamagedException"/> where the answer was changed on its way.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="KmsRefusedException">It was refused, for good.</exception>
    /// <exception cref="StoreException">It is away, even after some tries; or there are no credentials.</exception>
    public async Task<TAnswer> AskAsync<TRequest, TAnswer>(
        string key, string method, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TAnswer> answerType, Action<TAnswer> check, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, requestType);
        var url = new Uri(options.Endpoint, $"/v1/{key}:{method}");
        try
        {
            return await retry.ExecuteAsync(async stop =>
            {
                var answer = JsonSerializer.Deserialize(await SendAsync(url, body, stop), answerType) ?? throw new KmsDamagedException("the answer is empty");
                check(answer);
                return answer;
            }, cancellation);
        }
        catch (Exception e) when (IsPassing(e))
        {
            throw new StoreException(
                StoreFailure.Unavailable, $"Cloud KMS cannot be used just now ({e.Message.TrimEnd('.')}), so {key} could not {method} a tenant's key. Nothing was changed; the next run tries again.", inner: e);
        }
    }

    public void Dispose()
    {
        client.Dispose();
        token.Dispose();
    }

    private async Task<byte[]> SendAsync(Uri url, byte[] body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await (options.AccessToken ?? token.GetAsync)(cancellation));
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await client.SendAsync(request, cancellation);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellation);
            return response.IsSuccessStatusCode ? answer : throw Refusal(response.StatusCode, answer);
        }
        catch (TaskCanceledException e) when (e.InnerException is TimeoutException late)
        {
            throw new TimeoutException($"no answer within {client.Timeout.TotalSeconds:0.#} s", late);
        }
    }

    private static KmsRefusedException Refusal(HttpStatusCode status, byte[] answer)
    {
        try
        {
            var error = JsonSerializer.Deserialize(answer, KmsJson.Default.KmsRefusal)?.Error;
            return new KmsRefusedException(status, error?.Status ?? "", error?.Message ?? "");
        }
        catch (JsonException)
        {
            return new KmsRefusedException(status, "", ""); // such as a page of a proxy on the way
        }
    }

    private static bool IsPassing(Exception e) => e is HttpRequestException or IOException or TimeoutException or JsonException or KmsDamagedException
        or KmsRefusedException { IsPassing: true };
}
