using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Sync.Store.Tests.Firestore;

/// <summary>Answers requests with what a test has laid ready, in order; the last again and again. Speaks REST, and gRPC where it is let.</summary>
public sealed class FakeFirestore(params FakeFirestore.Answer[] answers) : HttpMessageHandler
{
    private static readonly string[] GrpcStatuses =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED",
        "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ];

    /// <summary>One answer; without a code, the connection breaks; without a status, it comes from something that knows no API.</summary>
    public sealed record Answer(HttpStatusCode? Code, string Body, bool Never = false, string? Status = null);

    /// <summary>Whether gRPC gets through. Where it does not, requests that try it are counted and not recorded.</summary>
    public bool Grpc { get; init; } = true;

    /// <summary>How many requests tried gRPC in vain.</summary>
    public int GrpcRefused { get; private set; }

    public List<(string Url, string Body, string? Authorization)> Requests { get; } = [];

    public static Answer Ok(string body = "{}") => new(HttpStatusCode.OK, body, Status: "OK");

    public static Answer Error(int code, string status) =>
        new((HttpStatusCode)code, $$$"""{"error":{"code":{{{code}}},"message":"words","status":"{{{status}}}"}}""", Status: status);

    public static Answer Broken { get; } = new(null, "");

    /// <summary>A gRPC answer that ends before it says how it went.</summary>
    public static Answer Cut { get; } = new(HttpStatusCode.OK, "", Status: "");

    public static Answer Silent { get; } = new(null, "", Never: true);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var grpc = request.Content!.Headers.ContentType!.MediaType == "application/grpc";
        if (grpc && !Grpc)
        {
            GrpcRefused++;
            return new HttpResponseMessage(HttpStatusCode.UnsupportedMediaType) { Content = new StringContent("What is this?") };
        }

        var answer = answers[Math.Min(Requests.Count, answers.Length - 1)];
        var body = await request.Content.ReadAsByteArrayAsync(cancellationToken);
        Requests.Add((request.RequestUri!.AbsoluteUri, grpc ? Convert.ToHexStringLower(body) : Encoding.UTF8.GetString(body), request.Headers.Authorization?.ToString()));
        if (answer.Never) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        if (answer.Code is not { } code) throw new HttpRequestException("The connection was reset.");
        return grpc && answer.Status is { } status ? GrpcResponse(status) : new HttpResponseMessage(code) { Content = new StringContent(answer.Body, Encoding.UTF8, "application/json") };
    }

    // As servers do: after a message the status follows it; without one it stands among the headers.
    private static HttpResponseMessage GrpcResponse(string status)
    {
        var number = Array.IndexOf(GrpcStatuses, status);
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(number == 0 ? new byte[5] : []) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        if (number == 0) response.TrailingHeaders.Add("grpc-status", "0");
        if (number <= 0) return response;
        response.Headers.Add("grpc-status", number.ToString(CultureInfo.InvariantCulture));
        response.Headers.Add("grpc-message", "words%20in%20percents");
        return response;
    }
}
