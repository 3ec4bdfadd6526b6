namespace Sync.Benchmarks;

/// <summary>From the start of the process to the last line of <c>status</c>.</summary>
internal sealed class StartBenchmark(WorkFolder work, Possync possync)
{
    public async Task RunAsync(ResultTable table)
    {
        var store = "sqlite:" + Path.Combine(work.Sub("start"), "s.db");
        using var pos = await PosSimulator.StartAsync("--customers", "1000", "--orders", "2000", "--products", "300");
        await possync.ConnectAsync(store, "shop", pos.Url);
        await possync.SyncAsync(store, "shop");
        List<double> seconds = [];
        for (var i = 0; i < 7; i++) seconds.Add((await possync.RunAsync(store, "status", "shop")).Seconds);
        seconds.Sort();
        table.Add("`status`, whole process, median of 7", $"{seconds[3]:0.00} s", "at most 0.4 s", seconds[3] <= 0.4);
    }
}
