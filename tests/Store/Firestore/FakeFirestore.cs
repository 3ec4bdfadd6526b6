using System.Net;
using System.Text;

namespace Sync.Store.Tests.Firestore;

/// <summary>Answers requests with what a test has laid ready, in order; the last again and again.</summary>
public sealed class FakeFirestore(params FakeFirestore.Answer[] answers) : HttpMessageHandler
{
    /// <summary>One answer; without a code, the connection breaks.</summary>
    public sealed record Answer(HttpStatusCode? Code, string Body, bool Never = false);

    public List<(string Url, string Body, string? Authorization)> Requests { get; } = [];

    public static Answer Ok(string body = "{}") => new(HttpStatusCode.OK, body);

    public static Answer Error(int code, string status) =>
        new((HttpStatusCode)code, $$$"""{"error":{"code":{{{code}}},"message":"words","status":"{{{status}}}"}}""");

    public static Answer Broken { get; } = new(null, "");

    public static Answer Silent { get; } = new(null, "", Never: true);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = answers[Math.Min(Requests.Count, answers.Length - 1)];
        Requests.Add((request.RequestUri!.AbsoluteUri, await request.Content!.ReadAsStringAsync(cancellationToken), request.Headers.Authorization?.ToString()));
        if (answer.Never) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        if (answer.Code is not { } code) throw new HttpRequestException("The connection was reset.");
        return new HttpResponseMessage(code) { Content = new StringContent(answer.Body, Encoding.UTF8, "application/json") };
    }
}
