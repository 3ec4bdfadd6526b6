using System.Diagnostics;
using Sync.Model;
using Sync.Store.Firestore;
using Sync.TestKit;
using Xunit.Abstractions;

namespace Sync.Store.Tests.Measurements;

/// <summary>Prints how fast the emulator takes documents from us. Only where asked for: <c>SYNC_MEASURE=1</c>.</summary>
public sealed class FirestoreSpeed(ITestOutputHelper output)
{
    private const int Documents = 20_000;

    [SkippableFact]
    public async Task Given_20000_documents_When_written_with_1_to_8_commits_at_a_time_Then_the_speeds_are_printed()
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("SYNC_MEASURE") == "1", "only where asked for");
        Require.That(FirestoreEmulator.MissingReason is null, FirestoreEmulator.MissingReason ?? "");
        var emulator = await FirestoreEmulator.SharedAsync();
        foreach (var parallel in new[] { 4, 4, 1, 4, 6, 8 })
        {
            await using var store = new FirestoreStore(new FirestoreOptions { ProjectId = emulator.NewProject(), EmulatorHost = emulator.Host }, TimeProvider.System);
            var tenant = store.OpenTenant(OrgId.Parse("acme"));
            await Measure($"create at {parallel}", tenant, parallel, i => DocumentWrite.Create(new DocumentPath("customers", $"c{i}"), Sample.Customer(i, 5)));
            await Measure($"merge at {parallel}", tenant, parallel, i => DocumentWrite.Merge(new DocumentPath("customers", $"c{i}"), Sample.Customer(i, 7)));
            var watch = Stopwatch.StartNew();
            var found = await tenant.QueryAsync(new DocumentQuery { Collection = "customers" }).CountAsync();
            output.WriteLine($"query: {found / watch.Elapsed.TotalSeconds:N0} docs/s");
            watch.Restart();
            await tenant.GetManyAsync(Enumerable.Range(0, Documents).Select(i => new DocumentPath("customers", $"c{i}")).ToList());
            output.WriteLine($"get many: {Documents / watch.Elapsed.TotalSeconds:N0} docs/s");
        }
    }

    private async Task Measure(string what, ITenantStore tenant, int parallel, Func<int, DocumentWrite> write)
    {
        using var process = Process.GetCurrentProcess();
        var batches = Enumerable.Range(0, Documents).Select(write).Chunk(400).ToList();
        var cpu = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = parallel }, async (batch, stop) => await tenant.CommitAsync(batch, stop));
        var used = process.TotalProcessorTime - cpu;
        output.WriteLine($"{what}: {Documents / watch.Elapsed.TotalSeconds:N0} docs/s, {used.TotalMicroseconds / Documents:N1} µs of our processor each");
    }
}
