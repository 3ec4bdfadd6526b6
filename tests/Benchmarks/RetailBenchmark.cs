using System.Text.Json;
using Sync.TestKit;

namespace Sync.Benchmarks;

/// <summary>The real retail file into SQLite, beside what Python's csv module needs merely to read it.</summary>
internal sealed class RetailBenchmark(WorkFolder work, Possync possync)
{
    private const string Python = "import csv,gzip,sys\nfor row in csv.reader(gzip.open(sys.argv[1],'rt',encoding='utf-8',newline='')): pass";

    public async Task RunAsync(ResultTable table)
    {
        var file = Require.Shared("data/online_retail/online_retail_to_2011-09-30.csv.gz");
        List<(double Ratio, double Ours, double Peers, double Memory)> runs = [];
        for (var i = 0; i < 5; i++)
        {
            var peer = await Shell.RunAsync("python3", ["-c", Python, file]);
            var store = "sqlite:" + Path.Combine(work.Sub("retail" + i), "s.db");
            await possync.RunAsync(store, "org", "add", "shop", "--time-zone", "Europe/London", "--currency", "GBP");
            var ours = await possync.RunAsync(store, "import", "shop", file, "--as", "orders", "--json");
            var memory = JsonDocument.Parse(ours.Output).RootElement.GetProperty("peakMemoryMb").GetDouble();
            runs.Add((ours.Seconds / peer.Seconds, ours.Seconds, peer.Seconds, memory));
        }

        runs.Sort();
        var m = runs[2];
        table.Add("the retail file (370,931 rows) into SQLite, median of 5", $"{m.Ours:0.00} s, Python's csv {m.Peers:0.00} s: {m.Ratio:0.0} ×", "at most 4 ×", m.Ratio <= 4);
        table.Add("peak memory of it", $"{runs.Max(r => r.Memory):0} MiB", "at most 300 MiB", runs.Max(r => r.Memory) <= 300);
    }
}
