using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Sync.TestKit;

namespace Sync.Benchmarks;

/// <summary>
/// Unchanged syncs from a POS that takes 50 ms to answer, four requests in flight, into the emulator: as the cron has them, of a
/// service that goes on, and as a process of its own each time.
/// </summary>
internal sealed class LatencyBenchmark(Possync possync)
{
    private const string Secret = "the-secret-of-this-benchmark";

    // The service syncs by itself soon after its start; that has to be over.
    private static readonly TimeSpan FirstOwnSync = TimeSpan.FromSeconds(15);

    public async Task RunAsync(ResultTable table)
    {
        using var pos = await PosSimulator.StartAsync("--customers", "10000", "--orders", "20000", "--products", "3000");
        FirestoreEmulator.JavaFlags = "-Xmx3g";
        var emulator = await FirestoreEmulator.SharedAsync();
        Environment.SetEnvironmentVariable("FIRESTORE_EMULATOR_HOST", emulator.Host); // children inherit it
        var store = "firestore:" + emulator.NewProject();
        await possync.ConnectAsync(store, "shop", pos.Url, "historyDays=90");
        await possync.SyncAsync(store, "shop");
        await pos.ConfigureAsync("""{"latency":50}""");

        var processes = new List<(double Seconds, long Requests)>();
        for (var i = 0; i < 3; i++)
        {
            var (process, report) = await possync.SyncAsync(store, "shop");
            processes.Add((process.Seconds, report.GetProperty("requests").GetInt64()));
        }

        var asked = await AskedAsync(store);
        var (seconds, requests) = Median(asked);
        var (process3, processRequests) = Median(processes);
        var bare = new List<(double Seconds, long Requests)>();
        for (var i = 0; i < 7; i++) bare.Add(await BareReader.ReadAsync(pos.Url, 10_000, 20_000));
        var (bareSeconds, bareRequests) = Median(bare);
        table.Add("unchanged sync, 50 ms a request, 4 in flight, asked for by the cron route, median of 7",
            $"{seconds:0.00} s: {Ratio(seconds, requests):0.00} × ({requests} requests); as a process of its own {process3:0.00} s: {Ratio(process3, processRequests):0.00} ×; a reader that throws all away {Ratio(bareSeconds, bareRequests):0.00} ×",
            "at most 1.15 × (requests × 50 ms / 4)", Ratio(seconds, requests) <= 1.15);
    }

    private async Task<List<(double Seconds, long Requests)>> AskedAsync(string store)
    {
        using var service = Shell.Start(possync.Program, ["serve", "--urls", "http://127.0.0.1:0"], new Dictionary<string, string> { ["SYNC_STORE"] = store, ["CRON_SECRET"] = Secret, ["SYNC_ALLOW_PRIVATE_HOSTS"] = "127.0.0.1" });
        _ = service.StandardError.ReadToEndAsync();
        try
        {
            var line = await service.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The service did not start.");
            using var http = new HttpClient { BaseAddress = new Uri(line["Listening on ".Length..]), Timeout = TimeSpan.FromMinutes(2) };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
            await Task.Delay(FirstOwnSync, TimeProvider.System);
            List<(double, long)> asked = [];
            for (var i = 0; i < 7; i++)
            {
                var watch = Stopwatch.StartNew();
                using var answer = await http.PostAsync("/api/cron/pos-sync?orgId=shop", null);
                var body = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
                asked.Add((watch.Elapsed.TotalSeconds, RequestsOf(JsonDocument.Parse(body).RootElement)));
            }

            return asked;
        }
        finally
        {
            service.Kill();
        }
    }

    private static long RequestsOf(JsonElement answer) => answer.GetProperty("orgs")[0].TryGetProperty("requests", out var requests)
        ? requests.GetInt64()
        : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The cron's answer tells no requests: {answer}"));

    private static (double Seconds, long Requests) Median(List<(double Seconds, long Requests)> runs)
    {
        runs.Sort();
        return runs[runs.Count / 2];
    }

    private static double Ratio(double seconds, long requests) => seconds / (requests * 0.05 / 4);
}
