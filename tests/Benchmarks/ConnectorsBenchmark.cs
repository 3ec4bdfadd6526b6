using System.Text.Json;
using Sync.Simulator.Files;
using Sync.Simulator.Kit;

namespace Sync.Benchmarks;

/// <summary>Each connector from its POS's fake into SQLite: speed, memory, what a quiet run asks, how much of the allowed rate is used.</summary>
internal sealed class ConnectorsBenchmark(WorkFolder work, Possync possync)
{
    private const int Repeats = 3;
    private static readonly Dictionary<string, string> Allowed = new() { ["SYNC_ALLOW_PRIVATE_HOSTS"] = "127.0.0.1" };
    private int stores;

    public async Task RunAsync(ResultTable table)
    {
        foreach (var connector in FakePosCatalog.All.Keys.Order(StringComparer.Ordinal))
        {
            Console.Error.WriteLine($"  {connector} …");
            await SpeedAsync(table, connector);
            await MemoryAsync(table, connector);
            var share = await RateShare.OfAsync(connector);
            table.Add($"{connector}: share of the allowed rate, throttled", share is { } s ? $"{s:P0}" : "no rate is published", "at least 90%", share is null ? null : share >= 0.9);
        }

        await FilesAsync(table);
    }

    private async Task SpeedAsync(ResultTable table, string connector)
    {
        using var pos = await FakeProcess.StartAsync(connector, 10_000, 20_000, 3_000);
        await SyncAsync(await ConnectAsync(connector, pos)); // now the fake's answers are kept
        List<(double Rate, Ran Run, string Store)> runs = [];
        for (var i = 0; i < Repeats; i++)
        {
            var store = await ConnectAsync(connector, pos);
            var run = await SyncAsync(store);
            runs.Add((run.Records / run.Seconds, run, store));
        }

        runs.Sort((a, b) => a.Rate.CompareTo(b.Rate));
        var (rate, middle, last) = runs[Repeats / 2];
        table.Add($"{connector}: first sync into SQLite, {middle.Records:N0} records, median of {Repeats}", $"{rate:N0} records/s ({middle.Seconds:0.00} s)", "at least 10,000 records/s", rate >= 10_000);
        var quiet = await SyncAsync(last);
        table.Add($"{connector}: a run that finds nothing, a new process", $"{quiet.Requests} requests, log-in and look-ups included, for {quiet.Streams} streams; first run {middle.Requests}", "");
    }

    private async Task MemoryAsync(ResultTable table, string connector)
    {
        var (small, large) = (await OneAsync(connector, 20_000), await OneAsync(connector, 100_000));
        table.Add(
            $"{connector}: peak memory, 100,000 orders",
            $"{large.Memory:0} MiB; 20,000 orders {small.Memory:0} MiB ({large.Requests} and {small.Requests} requests)",
            "at most 200 MiB, flat in the number of pages", large.Memory <= 200 && large.Memory <= small.Memory * 1.5);
    }

    private async Task<Ran> OneAsync(string connector, int orders)
    {
        using var pos = await FakeProcess.StartAsync(connector, 10_000, orders, 1_000);
        return await SyncAsync(await ConnectAsync(connector, pos));
    }

    private async Task FilesAsync(ResultTable table)
    {
        var truth = PosTruth.Generate(new TruthPlan { Customers = 10_000, Orders = 100_000, Products = 3_000 });
        FileExport.Shape(truth);
        await using var export = new FileExport(truth, FileForm.Csv);
        var file = export.SettingsFor("orders")["file"];
        var store = await AddAsync();
        var measured = await possync.RunAsync(store, "import", "shop", file, "--as", "orders", "--json");
        var run = Ran.Of(measured.Seconds, JsonDocument.Parse(measured.Output).RootElement);
        table.Add($"files: {run.Records:N0} orders of a CSV file into SQLite", $"{run.Records / run.Seconds:N0} records/s ({run.Seconds:0.00} s)", "at least 10,000 records/s", run.Records / run.Seconds >= 10_000);
        table.Add("files: peak memory of it", $"{run.Memory:0} MiB", "at most 200 MiB", run.Memory <= 200);
    }

    private async Task<string> AddAsync()
    {
        var store = "sqlite:" + Path.Combine(work.Sub($"connectors{stores++}"), "s.db");
        await possync.RunAsync(store, "org", "add", "shop", "--name", "shop");
        return store;
    }

    private async Task<string> ConnectAsync(string connector, FakeProcess pos)
    {
        var store = await AddAsync();
        await possync.RunAsync(store, Allowed, ["connect", "shop", connector, .. pos.Settings.SelectMany(s => new[] { "--set", $"{s.Key}={s.Value}" })]);
        return store;
    }

    private async Task<Ran> SyncAsync(string store)
    {
        var measured = await possync.RunAsync(store, Allowed, "run", "shop", "--json");
        return Ran.Of(measured.Seconds, JsonDocument.Parse(measured.Output).RootElement);
    }

    private sealed record Ran(double Seconds, long Records, double Memory, long Requests, int Streams)
    {
        public static Ran Of(double seconds, JsonElement report) => new(
            seconds,
            report.GetProperty("streams").EnumerateObject().Sum(s => s.Value.GetProperty("read").GetInt64()),
            report.GetProperty("peakMemoryMb").GetDouble(),
            report.GetProperty("requests").GetInt64(),
            report.GetProperty("streams").EnumerateObject().Count());
    }
}
