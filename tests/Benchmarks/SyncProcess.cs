using System.Diagnostics;
using System.Runtime;
using System.Text.Json;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Connectors;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Engine.Runs;
using Sync.Engine.Secrets;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Store.Sqlite;

namespace Sync.Benchmarks;

/// <summary>
/// A process that syncs a connection into a SQLite file twice, asking as fast as the POS answers: what is measured is ours, not
/// the POS's rate. Precompiled and set up as the program that ships is.
/// </summary>
internal static class SyncProcess
{
    /// <summary>The first argument of a process that is to be one.</summary>
    public const string Word = "sync";

    private static readonly OrgId Org = OrgId.Parse("shop");

    /// <summary>Syncs in a process of its own, fresh each time.</summary>
    public static async Task<Synced> StartAsync(string program, string connector, IReadOnlyDictionary<string, string> settings, string folder)
    {
        var measured = await Shell.RunAsync(
            program,
            [Word, connector, JsonSerializer.Serialize(settings), Path.Combine(folder, "s.db")]);
        return JsonSerializer.Deserialize<Synced>(measured.Output)!;
    }

    /// <summary>What such a process does: connector, settings and file are its arguments, and it prints what it measured.</summary>
    public static async Task RunAsync(string[] arguments)
    {
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        var connector = new Unpaced(AllConnectors.List.Single(c => c.Descriptor.Id == arguments[0]));
        var (time, catalog) = (TimeProvider.System, new ConnectorCatalog([connector]));
        await using var store = new SqliteStore(arguments[2], time);
        await store.PrepareAsync();
        await new OrgDirectory(store, time).AddAsync(Org, new OrgSettings { Name = "Shop", Currency = "USD", TimeZone = "UTC" });
        var connections = new ConnectionDirectory(catalog, MasterKey.Parse(Convert.ToBase64String(new byte[32])), time);
        var given = JsonSerializer.Deserialize<Dictionary<string, string>>(arguments[1])!;
        await connections.SaveAsync(store.OpenTenant(Org), arguments[0], arguments[0], ConnectionSettings.From(connector.Descriptor, given), []);
        using var http = PosHttpClients.Create(AllowedHosts.Parse(FakeServer.Host));
        var runner = new OrgRunner(store, catalog, connections, http, time, new RunnerOptions { Holder = "benchmark" });

        var (first, seconds) = await OnceAsync(runner);
        using var self = Process.GetCurrentProcess();
        var (memory, processor) = (self.PeakWorkingSet64 / 1048576.0, self.TotalProcessorTime.TotalSeconds);
        var (quiet, _) = await OnceAsync(runner);
        Console.WriteLine(JsonSerializer.Serialize(new Synced(seconds, first.Streams.Values.Sum(s => s.Read), first.Requests, quiet.Requests, first.Streams.Count, memory, processor)));
    }

    private static async Task<(RunReport Run, double Seconds)> OnceAsync(OrgRunner runner)
    {
        var watch = Stopwatch.StartNew();
        var report = await runner.RunAsync(Org, new RunOptions(), null, CancellationToken.None);
        if (report.Result != RunResult.Done) throw new InvalidOperationException(string.Join("; ", report.Runs.Select(r => r.ErrorDetail)));
        return (report.Runs[0], watch.Elapsed.TotalSeconds);
    }

    /// <summary>A connector whose POS lets it ask as fast as it likes.</summary>
    private sealed class Unpaced(IPosConnector inner) : IPosConnector
    {
        public ConnectorDescriptor Descriptor { get; } = inner.Descriptor with
        {
            Budget = inner.Descriptor.Budget with { PerSecond = null },
            BudgetFor = settings => inner.Descriptor.BudgetOf(settings) with { PerSecond = null },
        };

        public Task<CheckReport> CheckAsync(ConnectionContext connection, CancellationToken cancellation) => inner.CheckAsync(connection, cancellation);

        public IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, ConnectionContext connection, CancellationToken cancellation) =>
            inner.ReadAsync(request, connection, cancellation);
    }
}

/// <summary>What a process measured that synced twice.</summary>
/// <param name="Seconds">The first run of a fresh process.</param>
/// <param name="Records">Read in it.</param>
/// <param name="Requests">Asked in it.</param>
/// <param name="Quiet">Asked in the second run, which found nothing; log-in and look-ups included.</param>
/// <param name="Streams">How many streams there are.</param>
/// <param name="Memory">The most that the first run held, in MiB.</param>
/// <param name="Processor">Processor time of the process to the end of the first run, in seconds: what it costs whoever else uses the machine.</param>
internal sealed record Synced(double Seconds, long Records, long Requests, long Quiet, int Streams, double Memory, double Processor);
