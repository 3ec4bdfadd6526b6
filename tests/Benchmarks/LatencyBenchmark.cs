using Sync.TestKit;

namespace Sync.Benchmarks;

/// <summary>An unchanged sync from a POS that takes 50 ms to answer, four requests in flight, into the emulator.</summary>
internal sealed class LatencyBenchmark(Possync possync)
{
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
        List<(double Ratio, double Process, double Run, long Requests)> runs = [];
        for (var i = 0; i < 3; i++)
        {
            var (process, report) = await possync.SyncAsync(store, "shop");
            var requests = report.GetProperty("requests").GetInt64();
            var run = report.GetProperty("seconds").GetDouble();
            runs.Add((process.Seconds / (requests * 0.05 / 4), process.Seconds, run, requests));
        }

        runs.Sort();
        var m = runs[1];
        table.Add("unchanged sync, 50 ms a request, 4 in flight, median of 3",
            $"{m.Process:0.00} s as a process, {m.Run:0.00} s as a run: {m.Ratio:0.00} × and {m.Run / (m.Requests * 0.05 / 4):0.00} × ({m.Requests} requests)",
            "at most 1.15 × (requests × 50 ms / 4)", m.Ratio <= 1.15);
    }
}
