using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sync.Benchmarks;

/// <summary>How soon a browser that watches the status page hears that a sync began and that it ended.</summary>
/// <param name="possync">The command.</param>
internal sealed partial class SiteLive(Possync possync)
{
    private const int Times = 5;

    // Between two events the service rests a little: a sync that began and ended within that time is told by its end alone.
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public async Task RunAsync(ResultTable table, Uri address, string store)
    {
        using var pos = await PosSimulator.StartAsync("--customers", "200", "--orders", "400", "--products", "50");
        await pos.ConfigureAsync("""{"latency":50}""");
        await possync.ConnectAsync(store, "live", pos.Url);
        var key = (await possync.RunAsync(store, "key", "add", "live", "bench", "--scope", "data:read", "--scope", "runs:write")).Output.Trim();
        using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        var invitation = Link().Match((await possync.RunAsync(store, "member", "invite", "live", "watcher@shop.example", "--role", "viewer")).Output).Value;
        using var visitor = await SiteVisitor.JoinAsync(address, invitation.Split('/')[^1]);
        using var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = visitor.Cookies }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        using var response = (await browser.GetAsync("/orgs/live/events", HttpCompletionOption.ResponseHeadersRead)).EnsureSuccessStatusCode();
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync());
        List<double> begun = [], ended = [];
        for (var i = 0; i < Times; i++)
        {
            await Task.Delay(Between, TimeProvider.System);
            // From before the click: so the event can only have been sooner than what is told.
            var before = await RunsAsync(client);
            var clicked = Stopwatch.GetTimestamp();
            (await client.PostAsync("/api/orgs/live/connections/alleaves/run", null)).EnsureSuccessStatusCode();
            await NextAsync(events, running: true);
            begun.Add(Stopwatch.GetElapsedTime(clicked).TotalMilliseconds);
            var ending = EndedAsync(client, before);
            await NextAsync(events, running: false);
            ended.Add(Stopwatch.GetElapsedTime(await ending).TotalMilliseconds);
        }

        table.Add($"site: live progress, from the click to the browser's knowing that it began, worst of {Times}", $"{begun.Max():0} ms", "at most 1 s", begun.Max() <= 1000);
        table.Add($"site: live progress, from the sync's record in the store to the browser's knowing, worst of {Times}", $"{ended.Max():0} ms", "at most 1 s", ended.Max() <= 1000);
    }

    private static async Task NextAsync(StreamReader events, bool running)
    {
        using var late = new CancellationTokenSource(Longest, TimeProvider.System);
        while (await events.ReadLineAsync(late.Token) is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal) && JsonDocument.Parse(line[6..]).RootElement.GetProperty("running").GetBoolean() == running) return;
        throw new InvalidOperationException("The events ended.");
    }

    // When its record stands in the store; what the run still does after that counts against it.
    private static async Task<long> EndedAsync(HttpClient client, int before)
    {
        while (await RunsAsync(client) == before) await Task.Delay(TimeSpan.FromMilliseconds(60), TimeProvider.System); // a key may ask twenty times a second
        return Stopwatch.GetTimestamp();
    }

    private static async Task<int> RunsAsync(HttpClient client)
    {
        using var runs = JsonDocument.Parse(await client.GetStringAsync("/api/orgs/live/runs"));
        return runs.RootElement.GetProperty("items").GetArrayLength();
    }

    [GeneratedRegex(@"http://\S+/invitations/\S+")]
    internal static partial Regex Link();
}
