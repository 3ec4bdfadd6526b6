using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sync.Simulator.Kit;

namespace Sync.Simulator;

/// <summary>Answers one request.</summary>
internal sealed class FakeAlleavesHandler(ShopTruth shop, FakeAlleavesOptions options)
{
    public const string LivePrefix = "/live/api";

    private readonly FakeAlleavesRoutes routes = new(shop, options);
    private readonly SeenTraffic traffic = new();

    public FaultPlan Faults { get; } = new();

    public FakeTokens Tokens { get; } = new(options.Time, options.TokenLife);

    public ConcurrentQueue<SeenRequest> Requests => traffic.Requests;

    public int MostInFlight => traffic.MostInFlight;

    public Task HandleAsync(HttpContext http) => traffic.PassAsync(http, async body =>
    {
        if (options.Latency > TimeSpan.Zero) await Task.Delay(options.Latency, TimeProvider.System, http.RequestAborted);
        await AnswerAsync(http, body);
    });

    private async Task AnswerAsync(HttpContext http, string body)
    {
        var path = http.Request.Path.Value ?? "";
        var page = PageNumber(http, body);
        var faults = Faults.Hitting(path, page);
        foreach (var fault in faults)
        {
            if (fault.Kind == FaultKind.Before) fault.Before?.Invoke();
            if (fault.Kind == FaultKind.Latency) await Task.Delay(fault.Wait, TimeProvider.System, http.RequestAborted);
        }

        if (faults.Find(f => f.Kind == FaultKind.Status) is { } refused) await RefuseAsync(http, refused);
        else if (path.EndsWith("/auth", StringComparison.Ordinal)) await LoginAsync(http, body, path.StartsWith(LivePrefix, StringComparison.Ordinal));
        else if (!Tokens.Accepts(http.Request.Headers.Authorization)) await SendAsync(http, 401, Error("Token expired"));
        else if (routes.Answer(http.Request, body, path, page, faults) is { } answer) await SendRowsAsync(http, answer, faults);
        else await SendAsync(http, 404, Error("Not found"));
    }

    private async Task LoginAsync(HttpContext http, string body, bool live)
    {
        using var sent = JsonDocument.Parse(body.Length == 0 ? "{}" : body);
        var pin = Field(sent, "pin");
        if (Field(sent, "username") != options.Username || Field(sent, "password") != options.Password)
            await SendAsync(http, 401, Error("Invalid username or password"));
        else if ((pin ?? "") != options.Pin) await SendAsync(http, 401, Error("Invalid PIN"));
        else await SendAsync(http, 200, live ? LiveAnswers.Login(Tokens.Issue()) : ReferenceAnswers.Login(Tokens.Issue(), options.LocationId));
    }

    private static async Task SendRowsAsync(HttpContext http, byte[] answer, List<Fault> faults)
    {
        if (faults.Exists(f => f.Kind == FaultKind.TruncatedJson)) answer = answer[..(answer.Length / 2)];
        if (!faults.Exists(f => f.Kind == FaultKind.CutBody))
        {
            await SendAsync(http, 200, answer);
            return;
        }

        http.Response.ContentType = "application/json";
        http.Response.ContentLength = answer.Length;
        await http.Response.Body.WriteAsync(answer.AsMemory(0, answer.Length / 2));
        await http.Response.Body.FlushAsync();
        http.Abort();
    }

    private static async Task RefuseAsync(HttpContext http, Fault fault)
    {
        foreach (var (name, value) in fault.Headers) http.Response.Headers[name] = value;
        if (fault.RetryAfter is { } wait) http.Response.Headers.RetryAfter = wait;
        await SendAsync(http, fault.Status, Error(fault.Message));
    }

    private static async Task SendAsync(HttpContext http, int status, byte[] body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body);
    }

    private static byte[] Error(string message) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["message"] = message });

    private static string? Field(JsonDocument sent, string name) => sent.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static int PageNumber(HttpContext http, string body)
    {
        if (int.TryParse(http.Request.Query["page"], out var page)) return page;
        if (!body.Contains("\"page\"", StringComparison.Ordinal)) return 1;
        using var sent = JsonDocument.Parse(body);
        return sent.RootElement.GetProperty("page").GetInt32();
    }
}
