using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Sync.Simulator.Kit;

/// <summary>
/// Counts a fake's requests. One is over, and seen, just before the first byte of its answer goes out: whoever has the answer
/// finds it counted, and a request that follows is not taken for one beside it.
/// </summary>
internal sealed class SeenTraffic
{
    private int inFlight;
    private int mostInFlight;

    /// <summary>What was asked, in order of the answers.</summary>
    public ConcurrentQueue<SeenRequest> Requests { get; } = new();

    /// <summary>The most requests that were under way at once.</summary>
    public int MostInFlight => Volatile.Read(ref mostInFlight);

    /// <summary>Reads a request and has it answered.</summary>
    /// <param name="http">The request.</param>
    /// <param name="answer">Answers it, given its body.</param>
    public async Task PassAsync(HttpContext http, Func<string, Task> answer)
    {
        var (body, over) = ("", false);
        Enter();
        http.Response.OnStarting(() =>
        {
            Leave();
            return Task.CompletedTask;
        });
        try
        {
            using var reader = new StreamReader(http.Request.Body);
            body = await reader.ReadToEndAsync();
            await answer(body);
        }
        catch (OperationCanceledException)
        {
            // The caller hung up.
        }
        finally
        {
            Leave();
        }

        void Leave()
        {
            if (over) return;
            over = true;
            Requests.Enqueue(Seen(http, body));
            Interlocked.Decrement(ref inFlight);
        }
    }

    /// <summary>A request as it stands.</summary>
    public static SeenRequest Seen(HttpContext http, string body) => new(
        http.Request.Method,
        http.Request.Path,
        http.Request.QueryString.Value ?? "",
        body,
        http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        http.Response.StatusCode);

    private void Enter()
    {
        var now = Interlocked.Increment(ref inFlight);
        int seen;
        while (now > (seen = MostInFlight)) Interlocked.CompareExchange(ref mostInFlight, now, seen);
    }
}
