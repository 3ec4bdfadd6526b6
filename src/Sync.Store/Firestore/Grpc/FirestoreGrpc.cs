using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Polly;

namespace Sync.Store.Firestore.Grpc;

/// <summary>
/// Sends commits over gRPC, with the deadlines and repeats of <see cref="FirestoreHttp"/>. A call without streams is one HTTP/2
/// request: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md.
/// </summary>
internal sealed class FirestoreGrpc : IDisposable
{
    private static readonly MediaTypeHeaderValue Grpc = new("application/grpc");

    private readonly HttpClient client;
    private readonly Uri url;
    private readonly string routing;
    private readonly string deadline;
    private readonly FirestoreToken token;
    private readonly ResiliencePipeline<FirestoreAnswer> retry;
    private volatile bool understood;

    /// <summary>A sender to the database of these names.</summary>
    public FirestoreGrpc(FirestoreOptions options, FirestoreNames names, FirestoreToken token, TimeProvider time, HttpMessageHandler? handler)
    {
        url = new Uri((options.EmulatorHost is { } host ? $"http://{host}" : "https://firestore.googleapis.com") + "/google.firestore.v1.Firestore/Commit");
        routing = "database=" + Uri.EscapeDataString(names.Database); // https://google.aip.dev/client-libraries/4222
        deadline = ((long)options.RequestTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) + "m";
        this.token = token;
        retry = FirestoreRetry.Build(options.Retries, time, options.JitterSeed);
        client = new HttpClient(handler ?? Network()) { Timeout = options.RequestTimeout };
    }

    /// <summary>Sends a commit.</summary>
    /// <param name="message">The request with its prefix.</param>
    /// <param name="what">What it is, for an error's text.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The answer, a refusal too; never one that passes.</returns>
    /// <exception cref="NoGrpcException">No call has got through yet, and this one showed that none will.</exception>
    public async Task<FirestoreAnswer> CommitAsync(ReadOnlyMemory<byte> message, string what, CancellationToken cancellation)
    {
        try
        {
            return await retry.ExecuteAsync(async stop => await SendAsync(message, stop), cancellation);
        }
        catch (Exception e) when (FirestoreRetry.IsPassing(e))
        {
            throw FirestoreErrors.Unreachable(what, e);
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<FirestoreAnswer> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        using var request = await RequestAsync(message, cancellation);
        try
        {
            using var response = await client.SendAsync(request, cancellation);
            if (!understood && !GrpcAnswer.IsGrpc(response)) throw new NoGrpcException($"the answer was HTTP {(int)response.StatusCode} and not gRPC's");
            understood = true;
            return GrpcAnswer.Of(response);
        }
        catch (TaskCanceledException e) when (e.InnerException is TimeoutException late)
        {
            throw new TimeoutException($"No answer within {client.Timeout.TotalSeconds:0.#} s.", late);
        }
        catch (HttpRequestException e) when (!understood && IsNoHttp2(e))
        {
            throw new NoGrpcException(e.Message);
        }
    }

    private async Task<HttpRequestMessage> RequestAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token.GetAsync(cancellation));
        request.Headers.Add("te", "trailers");
        request.Headers.Add("grpc-timeout", deadline);
        request.Headers.Add("x-goog-request-params", routing);
        request.Content = new ReadOnlyMemoryContent(message);
        request.Content.Headers.ContentType = Grpc;
        return request;
    }

    // The connection was made, and what came over it was no HTTP/2.
    private static bool IsNoHttp2(HttpRequestException e) =>
        e.HttpRequestError is HttpRequestError.VersionNegotiationError or HttpRequestError.HttpProtocolError or HttpRequestError.InvalidResponse;

    private static SocketsHttpHandler Network() => new()
    {
        EnableMultipleHttp2Connections = true,
        KeepAlivePingDelay = TimeSpan.FromMinutes(1), // so that a connection that died unnoticed is not waited for
        KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10), // as for REST
        ConnectTimeout = TimeSpan.FromSeconds(15),
    };
}
