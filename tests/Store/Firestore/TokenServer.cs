using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sync.TestKit;

namespace Sync.Store.Tests.Firestore;

/// <summary>
/// A token endpoint on the loopback, and the key file of a service account that names it, as the application's default
/// credentials of this process. Google's library looks those up once, so there is one of them for all tests.
/// </summary>
public sealed class TokenServer : IDisposable
{
    private const string Variable = "GOOGLE_APPLICATION_CREDENTIALS";

    private readonly HttpListener listener = new();
    private readonly string? before = Environment.GetEnvironmentVariable(Variable);
    private readonly string file = Path.Combine(Path.GetTempPath(), $"sync-key-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}.json");
    private readonly ConcurrentQueue<(int Code, string Body)> answers = new();
    private int given;

    public TokenServer()
    {
        listener.Prefixes.Add($"http://127.0.0.1:{FreePort.Next()}/");
        listener.Start();
        using var key = RSA.Create(2048);
        File.WriteAllText(file, JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["type"] = "service_account",
            ["project_id"] = "p",
            ["private_key_id"] = "1",
            ["private_key"] = key.ExportPkcs8PrivateKeyPem(),
            ["client_email"] = "sync@p.iam.gserviceaccount.com",
            ["client_id"] = "1",
            ["token_uri"] = listener.Prefixes.Single() + "token",
        }));
        Environment.SetEnvironmentVariable(Variable, file);
        _ = ServeAsync();
    }

    /// <summary>How long the tokens that it gives are good, in seconds.</summary>
    public int Life { get; set; } = 3600;

    /// <summary>What was asked with, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Answers the next request so; where nothing is laid ready, a token is given.</summary>
    public void Next(int code, string body = "{}") => answers.Enqueue((code, body));

    /// <summary>Forgets what was asked and laid ready.</summary>
    public void Reset()
    {
        answers.Clear();
        Asked.Clear();
        (Life, given) = (3600, 0);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, before);
        listener.Close();
        File.Delete(file);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true) await AnswerAsync(await listener.GetContextAsync());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // the tests have ended
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream);
        Asked.Enqueue(await reader.ReadToEndAsync());
        var (code, body) = answers.TryDequeue(out var next)
            ? next
            : (200, $$"""{"access_token":"token-{{Interlocked.Increment(ref given)}}","expires_in":{{Life}},"token_type":"Bearer"}""");
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
        context.Response.Close();
    }
}
