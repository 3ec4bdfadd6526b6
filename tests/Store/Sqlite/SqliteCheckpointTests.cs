using Sync.Model;
using Sync.Store.Sqlite;

namespace Sync.Store.Tests.Sqlite;

/// <summary>What was written stands in SQLite's log first; how it comes into the file before closing waits for it.</summary>
public sealed class SqliteCheckpointTests : IDisposable
{
    private readonly SqliteFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(6000, true)]
    [InlineData(600, false)]
    public async Task Given_documents_written_When_tidied_Then_many_come_into_the_file_and_few_stay_in_the_log(int documents, bool inFile)
    {
        await using var store = new SqliteStore(folder.File, TimeProvider.System);
        var tenant = store.OpenTenant(OrgId.Parse("acme"));
        foreach (var batch in Enumerable.Range(0, documents).Chunk(400)) await tenant.CommitAsync([.. batch.Select(Order)]);
        var before = new FileInfo(folder.File).Length;

        await tenant.TidyAsync();

        (new FileInfo(folder.File).Length > before + documents * 100).ShouldBe(inFile);
    }

    [Fact]
    public async Task Given_one_who_reads_meanwhile_When_tidied_Then_nobody_waits_and_the_reader_sees_what_stood_when_it_began()
    {
        await using var store = new SqliteStore(folder.File, TimeProvider.System);
        var tenant = store.OpenTenant(OrgId.Parse("acme"));
        await tenant.CommitAsync([Order(0)]);
        using var reader = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={folder.File};Pooling=False");
        reader.Open();
        using var transaction = reader.BeginTransaction(deferred: true);
        var atFirst = Count(reader);
        foreach (var batch in Enumerable.Range(1, 6000).Chunk(400)) await tenant.CommitAsync([.. batch.Select(Order)]);

        await tenant.TidyAsync().WaitAsync(TimeSpan.FromSeconds(30));

        Count(reader).ShouldBe(atFirst);
        transaction.Rollback();
        Count(reader).ShouldBe(6001);
    }

    private static long Count(Microsoft.Data.Sqlite.SqliteConnection reader)
    {
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT count(*) FROM documents";
        return (long)command.ExecuteScalar()!;
    }

    private static DocumentWrite Order(int number) => DocumentWrite.Replace(new DocumentPath("orders", $"o{number}"), DocumentBody.Build(w =>
    {
        w.Time("createdAt", new DateTimeOffset(2026, 1, 10, 0, 0, 0, TimeSpan.Zero).AddMinutes(number));
        w.Text("note", new string('x', 100));
    }));
}
