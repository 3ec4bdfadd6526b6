using System.Net;
using System.Net.Http.Headers;
using Polly;

namespace Sync.Store.Firestore;

/// <summary>
/// Sends requests to Firestore's REST API, each with a deadline, again and again while the reason to fail is a passing one.
/// A commit that is sent again after its answer was lost may meet its own work: then a create fails with
/// <see cref="StoreFailure.AlreadyExists"/> and a versioned write with <see cref="StoreFailure.VersionChanged"/>, and the caller
/// does what it does for those anyway: read, and see what is left to do. Merges and deletes are the same twice.
/// </summary>
internal sealed class FirestoreHttp : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient client;
    private readonly string address;
    private readonly FirestoreToken token;
    private readonly ResiliencePipeline<FirestoreAnswer> retry;

    /// <summary>A sender.</summary>
    /// <param name="options">To where.</param>
    /// <param name="token">The access token of its requests.</param>
    /// <param name="time">The clock of the waits.</param>
    /// <param name="handler">What carries the requests; null for the network.</param>
    public FirestoreHttp(FirestoreOptions options, FirestoreToken token, TimeProvider time, HttpMessageHandler? handler)
    {
        var emulator = options.EmulatorHost is not null;
        address = emulator ? $"http://{options.EmulatorHost}/v1/" : "https://firestore.googleapis.com/v1/";
        this.token = token;
        retry = FirestoreRetry.Build(options.Retries, time, options.JitterSeed);
        client = new HttpClient(handler ?? Network())
        {
            Timeout = options.RequestTimeout,
            // The emulator speaks HTTP/2 for gRPC only.
            DefaultRequestVersion = emulator ? HttpVersion.Version11 : HttpVersion.Version20,
        };
    }

    /// <summary>Sends a request.</summary>
    /// <param name="resource">The resource, such as a name from <see cref="FirestoreNames"/>.</param>
    /// <param name="method">The method after its colon.</param>
    /// <param name="body">The request's JSON.</param>
    /// <param name="what">What it is, for an error's text.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The answer, a refusal too; never one that passes.</returns>
    public async Task<FirestoreAnswer> PostAsync(string resource, string method, ReadOnlyMemory<byte> body, string what, CancellationToken cancellation)
    {
        var url = new Uri($"{address}{Escape(resource)}:{method}");
        try
        {
            return await retry.ExecuteAsync(async stop => await SendAsync(url, body, stop), cancellation);
        }
        catch (Exception e) when (FirestoreRetry.IsPassing(e))
        {
            throw FirestoreErrors.Unreachable(what, e);
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<FirestoreAnswer> SendAsync(Uri url, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Version = client.DefaultRequestVersion };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token.GetAsync(cancellation));
        request.Content = new ReadOnlyMemoryContent(body);
        request.Content.Headers.ContentType = Json;
        try
        {
            using var response = await client.SendAsync(request, cancellation);
            return FirestoreAnswer.Of(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (TaskCanceledException e) when (e.InnerException is TimeoutException late)
        {
            throw new TimeoutException($"No answer within {client.Timeout.TotalSeconds:0.#} s.", late);
        }
    }

    private static SocketsHttpHandler Network() => new()
    {
        MaxConnectionsPerServer = 8, // more made nothing faster, see ParallelCommits
        PooledConnectionLifetime = TimeSpan.FromMinutes(10), // so that a changed address is noticed
        ConnectTimeout = TimeSpan.FromSeconds(15),
    };

    // A collection's path may hold anything but '/'.
    private static string Escape(string resource) => string.Join('/', resource.Split('/').Select(p => p == "(default)" ? p : Uri.EscapeDataString(p)));
}
