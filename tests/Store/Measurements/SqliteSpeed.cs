using System.Diagnostics;
using Sync.Model;
using Sync.Store.Sqlite;
using Sync.Store.Tests.Sqlite;
using Xunit.Abstractions;

namespace Sync.Store.Tests.Measurements;

/// <summary>Guards against a slow embedded store; prints what it measures.</summary>
public sealed class SqliteSpeed(ITestOutputHelper output)
{
    private const int Documents = 50_000;

    [Fact]
    public async Task Given_50000_documents_When_written_in_batches_of_400_Then_it_takes_about_a_second()
    {
        using var folder = new SqliteFolder();
        await using var store = new SqliteStore(folder.File, TimeProvider.System);
        var tenant = store.OpenTenant(OrgId.Parse("acme"));
        await Measure("warm up", tenant, 0, 2000, DocumentWrite.Create);
        var create = await Measure("create", tenant, 2000, Documents, DocumentWrite.Create);
        await Measure("merge, same", tenant, 2000, Documents, (p, b) => DocumentWrite.Merge(p, b));
        await Measure("merge, changed", tenant, 2000, Documents, (p, b) => DocumentWrite.Merge(p, b), points: 7);
        var watch = Stopwatch.StartNew();
        var found = await tenant.QueryAsync(new DocumentQuery { Collection = "customers" }).CountAsync();
        output.WriteLine($"scan: {found / watch.Elapsed.TotalSeconds:N0} docs/s");
        watch.Restart();
        await tenant.QueryAsync(new DocumentQuery { Collection = "customers", Filters = [new DocumentFilter("orgId", FilterOperator.Equal, "acme"), new DocumentFilter("segment", FilterOperator.Equal, "new")], OrderBy = [new DocumentOrder("totalSpent", true)], Limit = 20 }).CountAsync();
        output.WriteLine($"top 20: {watch.Elapsed.TotalMilliseconds:N0} ms");
        create.ShouldBeLessThan(TimeSpan.FromSeconds(5)); // wide, for a busy machine; about 1 is usual
    }

    private async Task<TimeSpan> Measure(string what, ITenantStore tenant, int first, int count, Func<DocumentPath, DocumentBody, DocumentWrite> write, int points = 5)
    {
        var batches = Enumerable.Range(first, count).Select(i => write(new DocumentPath("customers", $"c{i}"), Sample.Customer(i, points))).Chunk(400).ToList();
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        foreach (var batch in batches) await tenant.CommitAsync(batch);
        var used = process.TotalProcessorTime - cpu;
        output.WriteLine($"{what}: {count / watch.Elapsed.TotalSeconds:N0} docs/s, {used.TotalMicroseconds / count:N1} µs of processor each");
        return watch.Elapsed;
    }
}
