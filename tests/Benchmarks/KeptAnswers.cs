using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sync.Benchmarks;

/// <summary>
/// Stands in front of a server and keeps its answers: the same question is answered from memory. Times in a question that lie
/// after the shop's last record are "now", whenever that is.
/// </summary>
internal sealed partial class KeptAnswers : IAsyncDisposable
{
    // What belongs to a connection, and what is written anew.
    private static readonly string[] OwnHeaders = ["Transfer-Encoding", "Connection", "Keep-Alive", "Content-Length", "Date"];

    private readonly ConcurrentDictionary<string, Kept> kept = new();
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly WebApplication app;
    private readonly string behind;
    private readonly DateTimeOffset last;

    private KeptAnswers(WebApplication app, string behind, DateTimeOffset last) => (this.app, this.behind, this.last) = (app, behind, last);

    public string Url => app.Urls.First();

    public static async Task<KeptAnswers> StartAsync(string behind, DateTimeOffset last)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var answers = new KeptAnswers(app, behind, last);
        app.Run(answers.AnswerAsync);
        await app.StartAsync();
        return answers;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        client.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        var target = http.Request.Path.ToUriComponent() + http.Request.QueryString.ToUriComponent();
        var place = http.Request.Headers["Toast-Restaurant-External-ID"].ToString();
        var key = $"{http.Request.Method} {place} {Timeless(Uri.UnescapeDataString(target))} {Timeless(body)}";
        if (!kept.TryGetValue(key, out var answer))
        {
            answer = await AskAsync(http.Request, target, body);
            if (answer.Status == 200) kept[key] = answer;
        }

        http.Response.StatusCode = answer.Status;
        foreach (var (name, values) in answer.Headers) http.Response.Headers[name] = values;
        http.Response.ContentLength = answer.Body.Length;
        await http.Response.Body.WriteAsync(answer.Body);
    }

    private async Task<Kept> AskAsync(HttpRequest request, string target, string body)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), behind + target);
        if (body.Length > 0) message.Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body));
        foreach (var (name, values) in request.Headers)
            if (name != "Host" && !message.Headers.TryAddWithoutValidation(name, values.AsEnumerable())) message.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        using var answer = await client.SendAsync(message);
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(h => !OwnHeaders.Contains(h.Key)).ToDictionary(h => h.Key, h => h.Value.ToArray());
        return new Kept((int)answer.StatusCode, headers, await answer.Content.ReadAsByteArrayAsync());
    }

    private string Timeless(string text) => Moment().Replace(text, m => IsAfter(m.Value) ? "now" : m.Value);

    private bool IsAfter(string moment) => long.TryParse(moment, out var epoch)
        ? epoch > (moment.Length > 10 ? last.ToUnixTimeMilliseconds() : last.ToUnixTimeSeconds())
        : DateTimeOffset.TryParse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at > last;

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)?|\b1[78]\d{8}(\d{3})?\b")]
    private static partial Regex Moment();

    private sealed record Kept(int Status, Dictionary<string, string[]> Headers, byte[] Body);
}
