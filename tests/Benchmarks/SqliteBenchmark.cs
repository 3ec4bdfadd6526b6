namespace Sync.Benchmarks;

/// <summary>A first sync into SQLite without latency, all documents and derived data included.</summary>
internal sealed class SqliteBenchmark(WorkFolder work, Possync possync)
{
    public async Task RunAsync(ResultTable table)
    {
        using var pos = await PosSimulator.StartAsync("--customers", "10000", "--orders", "20000", "--products", "3000");
        List<(double Rate, double Memory, double Seconds)> runs = [];
        for (var i = 0; i < 3; i++)
        {
            var store = "sqlite:" + Path.Combine(work.Sub("sqlite" + i), "s.db");
            await possync.ConnectAsync(store, "shop", pos.Url, "historyDays=90");
            var (process, report) = await possync.SyncAsync(store, "shop");
            var records = report.GetProperty("streams").EnumerateObject().Sum(s => s.Value.GetProperty("read").GetInt64());
            runs.Add((records / process.Seconds, report.GetProperty("peakMemoryMb").GetDouble(), process.Seconds));
        }

        runs.Sort();
        table.Add("first sync into SQLite, no latency, 33,000 records, median of 3", $"{runs[1].Rate:N0} records/s ({runs[1].Seconds:0.00} s)", "at least 15,000 records/s", runs[1].Rate >= 15_000);
        table.Add("peak memory of it", $"{runs.Max(r => r.Memory):0} MiB", "at most 200 MiB", runs.Max(r => r.Memory) <= 200);
    }
}
