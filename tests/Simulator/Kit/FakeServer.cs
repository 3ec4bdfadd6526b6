using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sync.Simulator.Kit;

/// <summary>Carries a fake POS over HTTP: remembers what was asked, and lets go wrong what is planned to.</summary>
public sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Func<HttpRequest, string, FakeAnswer> answer;
    private readonly SeenTraffic traffic = new();

    private FakeServer(WebApplication app, Func<HttpRequest, string, FakeAnswer> answer) => (this.app, this.answer) = (app, answer);

    /// <summary>The host of every fake.</summary>
    public const string Host = "127.0.0.1";

    /// <summary>Its address, without a <c>/</c> at the end.</summary>
    public string Url => app.Urls.First();

    /// <summary>What goes wrong.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>What was asked, in order of the answers.</summary>
    public ConcurrentQueue<SeenRequest> Requests => traffic.Requests;

    /// <summary>The most requests that were under way at once.</summary>
    public int MostInFlight => traffic.MostInFlight;

    /// <summary>Opens it.</summary>
    /// <param name="answer">Answers a request with its body; called by several threads.</param>
    /// <param name="port">Where; 0 for a free port.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<FakeServer> StartAsync(Func<HttpRequest, string, FakeAnswer> answer, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{Host}:{port}");
        builder.WebHost.ConfigureKestrel(k => k.AddServerHeader = false);
        var app = builder.Build();
        var server = new FakeServer(app, answer);
        app.Run(server.HandleAsync);
        await app.StartAsync();
        return server;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private Task HandleAsync(HttpContext http) => traffic.PassAsync(http, async body =>
    {
        var asked = SeenTraffic.Seen(http, body);
        var faults = Faults.Hitting(http.Request.Path.Value ?? "", 0, asked);
        await PrepareAsync(http, faults);
        var given = faults.Find(f => f.Kind == FaultKind.Status) is { } refused ? Refusal(refused) : FaultyAnswer.Of(answer(http.Request, body), faults, asked);
        await SendAsync(http, given, faults);
    });

    private static async Task PrepareAsync(HttpContext http, List<Fault> faults)
    {
        foreach (var fault in faults)
        {
            if (fault.Kind == FaultKind.Before) fault.Before?.Invoke();
            if (fault.Kind == FaultKind.Latency) await Task.Delay(fault.Wait, TimeProvider.System, http.RequestAborted);
        }
    }

    private static FakeAnswer Refusal(Fault fault) => new(fault.Status, Json.Bytes(w =>
    {
        w.WriteStartObject();
        if (fault.Code is { } code) w.WriteString("error", code);
        w.WriteString("message", fault.Message);
        w.WriteEndObject();
    }))
    {
        Headers = fault.RetryAfter is { } wait ? new Dictionary<string, string>(fault.Headers) { ["Retry-After"] = wait } : fault.Headers,
    };

    private static async Task SendAsync(HttpContext http, FakeAnswer given, List<Fault> faults)
    {
        var body = faults.Exists(f => f.Kind == FaultKind.TruncatedJson) ? given.Body[..(given.Body.Length / 2)] : given.Body;
        var cut = faults.Exists(f => f.Kind == FaultKind.CutBody);
        http.Response.StatusCode = given.Status;
        http.Response.ContentType = "application/json";
        http.Response.Headers.Date = ""; // else it would be the machine's, where a test pretends another
        foreach (var (name, value) in given.Headers) http.Response.Headers[name] = value;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(cut ? body.AsMemory(0, body.Length / 2) : body);
        if (!cut) return;
        await http.Response.Body.FlushAsync();
        http.Abort();
    }
}
