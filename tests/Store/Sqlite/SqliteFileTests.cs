using Microsoft.Data.Sqlite;
using Sync.Model;
using Sync.Store.Sqlite;

namespace Sync.Store.Tests.Sqlite;

/// <summary>The file: who may read it, whose it is, which layout it has, and when it is full.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private static readonly OrgId Org = OrgId.Parse("acme");
    private static readonly DocumentPath Path = new("customers", "1");
    private readonly SqliteFolder folder = new();

    public void Dispose() => folder.Dispose();

    private SqliteStore Open(IReadOnlyList<SqliteMigration>? migrations = null, long? maxPages = null) =>
        new(folder.File, TimeProvider.System, migrations ?? SqliteMigration.All, maxPages);

    private static async Task<StoreException> Refusal(SqliteStore store)
    {
        await using (store) return await Should.ThrowAsync<StoreException>(() => store.PrepareAsync());
    }

    private void Sql(string sql)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(folder.File)!);
        using var connection = new SqliteConnection($"Data Source={folder.File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    [SkippableFact]
    public async Task Given_a_new_file_When_made_Then_only_its_owner_may_read_it_and_what_lies_beside_it()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes");
        if (OperatingSystem.IsWindows()) return;
        await using var store = Open();
        await store.OpenTenant(Org).CommitAsync([DocumentWrite.Create(Path, DocumentBody.Empty)]);
        foreach (var file in new[] { folder.File, folder.File + "-wal", folder.File + "-shm" })
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        new DirectoryInfo(System.IO.Path.GetDirectoryName(folder.File)!).UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task Given_every_older_layout_When_opened_Then_migrated_with_its_documents()
    {
        foreach (var old in SqliteMigration.All.SkipLast(1))
        {
            Sql($"PRAGMA application_id={0x53796E63};" + string.Concat(SqliteMigration.All.Where(m => m.Number <= old.Number).Select(m => m.Sql))
                + $"PRAGMA user_version={old.Number};INSERT INTO collections VALUES(1,'acme','customers');INSERT INTO documents VALUES(1,'1','{{\"n\":1}}',41);"
                + (old.Number >= 2 ? "UPDATE commits SET last=41;" : ""));
            await using var store = Open();
            var tenant = store.OpenTenant(Org);
            (await tenant.GetAsync(Path))!.Body.ToString().ShouldBe("""{"n":1}""");
            await tenant.CommitAsync([DocumentWrite.Merge(Path, DocumentBody.Build(b => b.Number("n", 2)))]);
            (await tenant.GetAsync(Path))!.Version.ShouldBe("42", "a version never comes back");
            File.Delete(folder.File);
        }
    }

    [Fact]
    public async Task Given_a_newer_layout_When_opened_Then_refused_and_left_alone()
    {
        await using (var newer = Open([.. SqliteMigration.All, new(99, "CREATE TABLE later(x)")])) await newer.PrepareAsync();
        var refusal = await Refusal(Open());
        refusal.Failure.ShouldBe(StoreFailure.Unsupported);
        refusal.Message.ShouldContain("layout 99");
    }

    [Fact]
    public async Task Given_a_migration_that_fails_When_opened_Then_the_file_stays_as_it_was()
    {
        await using (var store = Open()) await store.PrepareAsync();
        await Refusal(Open([.. SqliteMigration.All, new(99, "CREATE TABLE later(x); SELECT * FROM nowhere")]));
        await using var again = Open();
        await again.PrepareAsync();
    }

    [Fact]
    public async Task Given_no_database_When_opened_Then_refused()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(folder.File)!);
        await File.WriteAllTextAsync(folder.File, string.Concat(Enumerable.Repeat("This is a shopping list. ", 100)));
        (await Refusal(Open())).Failure.ShouldBe(StoreFailure.Unsupported);
        (await File.ReadAllTextAsync(folder.File)).ShouldStartWith("This is a shopping list.");
    }

    [Theory]
    [InlineData("CREATE TABLE theirs(x)"), InlineData("CREATE TABLE theirs(x); PRAGMA user_version=1")]
    public async Task Given_another_programs_database_When_opened_Then_refused(string theirs)
    {
        Sql(theirs);
        (await Refusal(Open())).Message.ShouldContain("another program");
    }

    [Fact]
    public async Task Given_a_folder_in_the_files_place_When_opened_Then_refused()
    {
        Directory.CreateDirectory(folder.File);
        (await Refusal(Open())).Failure.ShouldBe(StoreFailure.Denied);
    }

    [Fact]
    public async Task Given_a_full_disk_When_written_Then_OutOfSpace_and_nothing_half_written_and_reads_and_small_writes_go_on()
    {
        await using var store = Open(maxPages: 100);
        var tenant = store.OpenTenant(Org);
        await tenant.CommitAsync([DocumentWrite.Create(Path, DocumentBody.Build(b => b.Number("n", 1)))]);
        var large = Enumerable.Range(0, 4).Select(i => DocumentWrite.Create(new DocumentPath("ledger", $"l{i}"), DocumentBody.Build(b => b.Bytes("data", new byte[300_000])))).ToList();
        (await Should.ThrowAsync<StoreException>(() => tenant.CommitAsync(large))).Failure.ShouldBe(StoreFailure.OutOfSpace);
        (await tenant.QueryAsync(new DocumentQuery { Collection = "ledger" }).CountAsync()).ShouldBe(0);
        await tenant.CommitAsync([DocumentWrite.Merge(Path, DocumentBody.Build(b => b.Number("n", 2)))]);
        (await tenant.GetAsync(Path))!.Body.ToString().ShouldBe("""{"n":2}""");
    }

    [Fact]
    public async Task Given_expired_documents_When_pruned_Then_they_go_and_those_without_a_time_stay()
    {
        await using var store = Open();
        var tenant = store.OpenTenant(Org);
        var now = new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
        await tenant.CommitAsync([
            .. Enumerable.Range(0, 500).Select(i => DocumentWrite.Create(new DocumentPath("runs", $"old{i}"), DocumentBody.Build(b => b.Time("expireAt", now.AddDays(-i))))),
            DocumentWrite.Create(new DocumentPath("runs", "fresh"), DocumentBody.Build(b => b.Time("expireAt", now.AddSeconds(1)))),
            DocumentWrite.Create(new DocumentPath("runs", "never"), DocumentBody.Empty)]);
        (await tenant.PruneExpiredAsync("runs", now)).ShouldBe(500);
        (await tenant.QueryAsync(new DocumentQuery { Collection = "runs" }).Select(d => d.Path.Id).ToListAsync()).ShouldBe(["fresh", "never"]);
    }
}
