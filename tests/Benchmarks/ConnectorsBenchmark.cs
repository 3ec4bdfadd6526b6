using System.Text.Json;
using Sync.Simulator.Files;
using Sync.Simulator.Kit;

namespace Sync.Benchmarks;

/// <summary>Each connector from its POS's fake into SQLite: speed, memory, what a quiet run asks, how much of the allowed rate is used.</summary>
internal sealed class ConnectorsBenchmark(WorkFolder work, Possync possync)
{
    private const int Repeats = 3;
    private string program = "";
    private int stores;

    public async Task RunAsync(ResultTable table)
    {
        program = await Published.Async(work, "tests/Benchmarks", "Sync.Benchmarks");
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
        await SyncAsync(connector, pos); // now the fake's answers are kept
        var runs = new List<Synced>();
        for (var i = 0; i < Repeats; i++) runs.Add(await SyncAsync(connector, pos));
        var middle = runs.OrderBy(r => r.Seconds).ElementAt(Repeats / 2);
        var rate = middle.Records / middle.Seconds;
        table.Add($"{connector}: first sync into SQLite, {middle.Records:N0} records, median of {Repeats}", $"{rate:N0} records/s ({middle.Seconds:0.00} s, {middle.Processor:0.00} s of a processor, {middle.Requests} requests)", "at least 10,000 records/s", rate >= 10_000);
        var quiet = await QuietReads.OfAsync(connector);
        table.Add(
            $"{connector}: reads that find nothing, {quiet.Streams} streams of {quiet.Locations} locations",
            $"{quiet.Asked} requests, and {quiet.LookUps} for log-in and look-ups; {middle.Quiet} of a whole run over {middle.Records:N0} records",
            $"at most one per stream and location: {quiet.Allowed}{(quiet.Whole.Length > 0 ? $" ({quiet.Whole} can only be read whole)" : "")}", quiet.Asked <= quiet.Allowed);
    }

    private async Task MemoryAsync(ResultTable table, string connector)
    {
        var (small, large) = (await OneAsync(connector, 20_000), await OneAsync(connector, 100_000));
        table.Add(
            $"{connector}: peak memory, 100,000 orders",
            $"{large.Memory:0} MiB ({large.Requests} requests); 20,000 orders {small.Memory:0} MiB ({small.Requests} requests)",
            "at most 200 MiB, flat in the number of pages", large.Memory <= 200 && large.Memory <= small.Memory * 1.5);
    }

    private async Task<Synced> OneAsync(string connector, int orders)
    {
        using var pos = await FakeProcess.StartAsync(connector, 10_000, orders, 1_000);
        return await SyncAsync(connector, pos);
    }

    private Task<Synced> SyncAsync(string connector, FakeProcess pos) => SyncProcess.StartAsync(program, connector, pos.Settings, work.Sub($"connectors{stores++}"));

    private async Task FilesAsync(ResultTable table)
    {
        var truth = PosTruth.Generate(new TruthPlan { Customers = 10_000, Orders = 100_000, Products = 3_000 });
        FileExport.Shape(truth);
        await using var export = new FileExport(truth, FileForm.Csv);
        var file = export.SettingsFor("orders")["file"];
        var store = "sqlite:" + Path.Combine(work.Sub("files"), "s.db");
        await possync.RunAsync(store, "org", "add", "shop", "--name", "shop");
        var measured = await possync.RunAsync(store, "import", "shop", file, "--as", "orders", "--json");
        var report = JsonDocument.Parse(measured.Output).RootElement;
        var records = report.GetProperty("streams").EnumerateObject().Sum(s => s.Value.GetProperty("read").GetInt64());
        var memory = report.GetProperty("peakMemoryMb").GetDouble();
        table.Add($"files: {records:N0} orders of a CSV file into SQLite", $"{records / measured.Seconds:N0} records/s ({measured.Seconds:0.00} s)", "at least 10,000 records/s", records / measured.Seconds >= 10_000);
        table.Add("files: peak memory of it", $"{memory:0} MiB", "at most 200 MiB", memory <= 200);
    }
}
