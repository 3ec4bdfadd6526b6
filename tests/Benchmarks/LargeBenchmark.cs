using System.Text.Json;

namespace Sync.Benchmarks;

/// <summary>
/// A large tenant into SQLite, then a quiet run; and a half and a tenth of it, to see whether time follows size. All that a tenth
/// needs fits into the caches of processor and system, so that it is the half which tells how it goes on.
/// </summary>
internal sealed class LargeBenchmark(WorkFolder work, Possync possync)
{
    public async Task RunAsync(ResultTable table)
    {
        var small = await OneAsync(25_000, 100_000);
        var half = await OneAsync(125_000, 500_000);
        var large = await OneAsync(250_000, 1_000_000);
        var (ofHalf, ofTenth) = (large.First.Seconds / half.First.Seconds, large.First.Seconds / small.First.Seconds);
        table.Add("first sync, 25,000 customers and 100,000 orders, SQLite", Text(small.First), "");
        table.Add("first sync, 125,000 customers and 500,000 orders, SQLite", Text(half.First), "");
        table.Add("first sync, 250,000 customers and 1,000,000 orders, SQLite", $"{Text(large.First)}; {ofHalf:0.0} × the time for 2 × the records, {ofTenth:0.0} × for 10 ×", "linear in time; peak at most 500 MiB", ofHalf <= 2.4 && large.First.Memory <= 500);
        var reads = large.Quiet.Reads / (large.Quiet.Records / 10_000.0);
        table.Add("quiet run after it", $"{Text(large.Quiet)}; {large.Quiet.Reads} reads, {large.Quiet.Writes} writes: {reads:0.0} reads per 10,000 records", "at most 10 reads per 10,000 records; peak at most 500 MiB", reads <= 10 && large.Quiet.Memory <= 500);
    }

    private async Task<(Sync First, Sync Quiet)> OneAsync(int customers, int orders)
    {
        using var pos = await PosSimulator.StartAsync("--customers", customers.ToString(), "--orders", orders.ToString(), "--products", "3000");
        var store = "sqlite:" + Path.Combine(work.Sub("large" + orders), "s.db");
        await possync.ConnectAsync(store, "shop", pos.Url);
        return (Sync.Of(await possync.SyncAsync(store, "shop")), Sync.Of(await possync.SyncAsync(store, "shop")));
    }

    private static string Text(Sync s) => $"{s.Seconds:0.0} s ({s.Records / s.Seconds:N0} records/s), {s.Memory:0} MiB";

    private sealed record Sync(double Seconds, long Records, double Memory, long Reads, long Writes)
    {
        public static Sync Of((Measured Process, JsonElement Report) run) => new(
            run.Process.Seconds,
            run.Report.GetProperty("streams").EnumerateObject().Sum(s => s.Value.GetProperty("read").GetInt64()),
            run.Report.GetProperty("peakMemoryMb").GetDouble(),
            run.Report.GetProperty("store").GetProperty("reads").GetInt64(),
            run.Report.GetProperty("store").GetProperty("writes").GetInt64());
    }
}
