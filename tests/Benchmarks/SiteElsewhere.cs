using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sync.ConnectorKit.Http;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Store;
using Sync.Web.Composition;

namespace Sync.Benchmarks;

/// <summary>
/// How soon a browser that watches the status page hears what a sync does that another process than the serving one carries out:
/// this process, over the same database.
/// </summary>
/// <param name="possync">The command.</param>
internal sealed partial class SiteElsewhere(Possync possync)
{
    private const string Org = "elsewhere";
    private const int Times = 3;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public async Task RunAsync(ResultTable table, Uri address, string store)
    {
        using var pos = await PosSimulator.StartAsync("--customers", "2000", "--orders", "4000", "--products", "50");
        await pos.ConfigureAsync("""{"latency":300}""");
        await possync.ConnectAsync(store, Org, pos.Url);
        var invitation = SiteLive.Link().Match((await possync.RunAsync(store, "member", "invite", Org, "watcher@shop.example", "--role", "viewer")).Output).Value;
        using var visitor = await SiteVisitor.JoinAsync(address, invitation.Split('/')[^1]);
        using var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = visitor.Cookies }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        using var response = (await browser.GetAsync($"/orgs/{Org}/events", HttpCompletionOption.ResponseHeadersRead)).EnsureSuccessStatusCode();
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync());
        await using var services = await SyncServices.OpenAsync(
            new SyncSettings { Store = StoreLocation.Parse(store), AllowedHosts = AllowedHosts.Parse("127.0.0.1") }, TimeProvider.System);
        List<double> late = [];
        for (var i = 0; i < Times; i++) late.AddRange(await OnceAsync(services.Runner, events));

        table.Add(
            $"site: live progress of another process's syncs, from each of {late.Count} steps to the browser's knowing, worst (median {late.Order().ElementAt(late.Count / 2):0} ms)",
            $"{late.Max():0} ms", "at most 1 s", late.Max() <= 1000);
    }

    private static async Task<List<double>> OnceAsync(OrgRunner runner, StreamReader events)
    {
        var steps = new Steps();
        var began = Stopwatch.GetTimestamp();
        var run = runner.RunAsync(OrgId.Parse(Org), new RunOptions { Full = true }, steps);
        List<(string Stage, long Done, long At)> heard = [];
        var ended = await HearAsync(events, heard);
        if ((await run).Result != RunResult.Done) throw new InvalidOperationException("The sync came to nothing.");
        List<double> late = [Stopwatch.GetElapsedTime(began, heard[0].At).TotalMilliseconds];
        // A step that the browser was told no more of, since the sync ended first, is made good by the news of its end.
        foreach (var (stage, done, at) in steps.All)
            late.Add(Stopwatch.GetElapsedTime(at, heard.Where(h => h.Stage == stage && h.Done >= done && h.At >= at).Select(h => h.At).DefaultIfEmpty(ended).Min()).TotalMilliseconds);
        return late;
    }

    // Until the end is told.
    private static async Task<long> HearAsync(StreamReader events, List<(string Stage, long Done, long At)> heard)
    {
        using var late = new CancellationTokenSource(Longest, TimeProvider.System);
        while (await events.ReadLineAsync(late.Token) is { } line)
        {
            var now = Stopwatch.GetTimestamp();
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            using var told = JsonDocument.Parse(line[6..]);
            var running = told.RootElement.GetProperty("running").GetBoolean();
            if (!running && heard.Count > 0) return now;
            if (running) heard.Add(("", 0, now));
            foreach (var one in told.RootElement.GetProperty("lines").EnumerateArray())
                if (Count().Match(one.GetString()!) is { Success: true } count)
                    heard.Add((count.Groups[1].Value, long.Parse(count.Groups[2].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture), now));
        }

        throw new InvalidOperationException("The events ended.");
    }

    // "alleaves, orders: 1,200 of 4,400"
    [GeneratedRegex("^[^,]+, ([a-z ]+): ([0-9,]+) ")]
    private static partial Regex Count();

    private sealed class Steps : IProgress<RunProgress>
    {
        public ConcurrentQueue<(string Stage, long Done, long At)> All { get; } = [];

        public void Report(RunProgress value)
        {
            if (value.Done > 0) All.Enqueue((value.Stage, value.Done, Stopwatch.GetTimestamp()));
        }
    }
}
