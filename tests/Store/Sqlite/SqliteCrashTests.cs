using System.Security.Cryptography;
using Sync.Model;
using Sync.Store.Sqlite;

namespace Sync.Store.Tests.Sqlite;

/// <summary>What is left when a process ends at any instant, and when two share a file.</summary>
[Trait("Category", "Long")]
public sealed class SqliteCrashTests : IDisposable
{
    private static readonly OrgId Org = OrgId.Parse("acme");
    private readonly SqliteFolder folder = new();

    public void Dispose() => folder.Dispose();

    private SqliteStore Open(string? file = null) => new(file ?? folder.File, TimeProvider.System);

    private static List<DocumentWrite> Batch(int number, int count = 100) => Enumerable.Range(0, count)
        .Select(i => DocumentWrite.Merge(new DocumentPath("customers", $"c{i}"), DocumentBody.Build(b => { b.Number("batch", number); b.Text("pad", new string('x', 500)); }))).ToList();

    private static async Task<List<long>> BatchesIn(IDocumentStore store)
    {
        var found = new List<long>();
        await foreach (var document in store.OpenTenant(Org).QueryAsync(new DocumentQuery { Collection = "customers" })) found.Add(document.Body.Read().Integer("batch")!.Value);
        return found;
    }

    [Fact]
    public async Task Given_a_store_that_was_never_closed_When_opened_again_Then_all_commits_are_there()
    {
        var killed = Open(); // not disposed: a killed process closes nothing
        await killed.OpenTenant(Org).CommitAsync(Batch(1));
        await using var store = Open();
        (await BatchesIn(store)).ShouldBe(Enumerable.Repeat(1L, 100));
        await killed.DisposeAsync();
    }

    [Fact]
    public async Task Given_the_files_as_they_stand_at_any_instant_of_writing_When_opened_Then_each_commit_is_whole_or_absent()
    {
        await using var store = Open();
        await store.OpenTenant(Org).CommitAsync(Batch(0));
        var writing = Task.Run(async () =>
        {
            for (var i = 1; i <= 60; i++) await store.OpenTenant(Org).CommitAsync(Batch(i));
        });
        for (var copy = 0; !writing.IsCompleted; copy++)
        {
            var file = folder.Named($"copy{copy}.db");
            // The main file changes only when the log is folded into it, which never starts before 1,000 pages: hold it still
            // by copying the log last, as a crash would leave it.
            File.WriteAllBytes(file, ReadShared(folder.File));
            File.WriteAllBytes(file + "-wal", ReadShared(folder.File + "-wal"));
            if (!IsWholeCopy(file)) continue;
            await using var crashed = Open(file);
            var batches = await BatchesIn(crashed);
            (batches.Count, batches.Distinct().Count()).ShouldBe((100, 1));
        }

        await writing;
    }

    // Two files cannot be copied at one instant; a copy between which the log was folded in is not what a crash leaves.
    private bool IsWholeCopy(string file) =>
        SHA256.HashData(File.ReadAllBytes(file)).SequenceEqual(SHA256.HashData(ReadShared(folder.File)));

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    [Fact]
    public async Task Given_two_stores_on_one_file_When_both_write_at_once_Then_nothing_is_lost()
    {
        await using var one = Open();
        await using var two = Open();
        await Parallel.ForEachAsync(Enumerable.Range(0, 40), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, stop) =>
            await (i % 2 == 0 ? one : two).OpenTenant(Org).CommitAsync([DocumentWrite.Create(new DocumentPath("customers", $"c{i}"), DocumentBody.Build(b => b.Number("batch", i)))], stop));
        (await BatchesIn(one)).Order().ShouldBe(Enumerable.Range(0, 40).Select(i => (long)i));
        (await BatchesIn(two)).Count.ShouldBe(40);
    }

    [Fact]
    public async Task Given_two_stores_that_open_a_new_file_at_once_When_both_prepare_Then_both_work()
    {
        var stores = Enumerable.Range(0, 6).Select(_ => Open()).ToList();
        await Task.WhenAll(stores.Select(s => Task.Run(() => s.PrepareAsync())));
        foreach (var store in stores) await store.DisposeAsync();
    }
}
