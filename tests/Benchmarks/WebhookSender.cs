using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Sync.Simulator.Kit;

namespace Sync.Benchmarks;

/// <summary>Sends signed events at a fixed rate, whether the answers come or not, and measures each from the instant at which it was due.</summary>
internal sealed class WebhookSender(string url, string key, IReadOnlyList<string> customers) : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2) }) { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>The events that were answered with 200.</summary>
    public ConcurrentBag<string> Accepted { get; } = [];

    /// <summary>Sends for a time; the milliseconds of each answer, and how many were not accepted.</summary>
    public async Task<(List<double> Milliseconds, int Failed)> SendAsync(string name, int perSecond, TimeSpan duration, CancellationToken until = default)
    {
        var (milliseconds, failed, sent) = (new ConcurrentBag<double>(), 0, new List<Task>());
        var total = (int)(perSecond * duration.TotalSeconds);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < total && !until.IsCancellationRequested; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / perSecond);
            if (due - watch.Elapsed is { Ticks: > 0 } wait) await Task.Delay(wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait, TimeProvider.System, CancellationToken.None);
            var number = i;
            sent.Add(Task.Run(async () =>
            {
                if (await OneAsync($"{name}-{number}", customers[number % customers.Count])) milliseconds.Add((watch.Elapsed - due).TotalMilliseconds);
                else Interlocked.Increment(ref failed);
            }, CancellationToken.None));
        }

        await Task.WhenAll(sent);
        return ([.. milliseconds.Order()], failed);
    }

    public void Dispose() => client.Dispose();

    private async Task<bool> OneAsync(string eventId, string customer)
    {
        var sender = new FakeWebhookSender(url, key, TimeProvider.System.GetUtcNow());
        var hook = FakeWebhooks.Square("customer.updated", new JsonObject { ["type"] = "customer", ["id"] = customer }, sender, eventId);
        using var content = new ByteArrayContent(hook.Body);
        foreach (var (header, value) in hook.Headers) content.Headers.TryAddWithoutValidation(header, value);
        try
        {
            using var answer = await client.PostAsync(new Uri(url), content);
            if (!answer.IsSuccessStatusCode) return false;
            Accepted.Add(eventId);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false; // counted by the caller; the POS would send it again
        }
    }
}
