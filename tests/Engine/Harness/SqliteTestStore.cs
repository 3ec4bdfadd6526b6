using Sync.Store;
using Sync.Store.Sqlite;

namespace Sync.Engine.Tests.Harness;

/// <summary>A SQLite file in a folder of its own.</summary>
internal sealed class SqliteTestStore(long? maxPages = null) : TestStore
{
    private const string Memory = "/dev/shm";
    private static int stores;

    // A thousand small databases are made and thrown away; where there is a disk in memory, that one will do.
    private readonly string folder = Directory.CreateDirectory(Path.Combine(
        Directory.Exists(Memory) ? Memory : Path.GetTempPath(),
        $"sync-engine-{Environment.ProcessId}-{Interlocked.Increment(ref stores)}")).FullName;

    public string File => Path.Combine(folder, "sync.db");

    public override IDocumentStore Open() => Open(maxPages);

    public SqliteStore Open(long? pages) => new(File, TimeProvider.System, SqliteMigration.All, pages);

    // Nobody writes meanwhile, so that the file and its log, together, are a whole database.
    public override TestStore Copy()
    {
        var copy = new SqliteTestStore(maxPages);
        foreach (var suffix in new[] { "", "-wal" })
            if (System.IO.File.Exists(File + suffix)) System.IO.File.Copy(File + suffix, copy.File + suffix);
        return copy;
    }

    public override void Dispose()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
