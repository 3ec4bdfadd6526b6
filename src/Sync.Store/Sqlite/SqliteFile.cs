using Microsoft.Data.Sqlite;

namespace Sync.Store.Sqlite;

/// <summary>Makes the file and opens connections to it.</summary>
internal static class SqliteFile
{
    // Another process's commit takes milliseconds; a wait this long means that it hangs.
    private const int BusyMilliseconds = 15_000;

    static SqliteFile() => SQLitePCL.Batteries_V2.Init();

    /// <summary>Makes an empty file, and its folder, where there is none; readable by its owner only, for it holds people's data.</summary>
    public static void Ensure(string path)
    {
        if (File.Exists(path)) return;
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose(); // SQLite gives the files beside it the same mode
    }

    /// <summary>Opens a connection.</summary>
    /// <param name="path">The file; it must exist.</param>
    /// <param name="cacheKiB">How much of the file it may keep in memory. The system keeps more of it, for all of them.</param>
    /// <param name="maxPages">The most pages that the file may have, or null for no bound.</param>
    public static SqliteSession Open(string path, int cacheKiB, long? maxPages)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false, // the store keeps its own
            DefaultTimeout = 1, // busy_timeout has waited long before
        }.ToString());
        var session = new SqliteSession(connection);
        try
        {
            connection.Open();
            // NORMAL: a killed process loses nothing, a power cut at most the last commits, and the next run brings them again.
            // secure_delete: what somebody asked to be erased must not stay in pages that are free by now.
            // wal_autocheckpoint: what many commits touch, as the pages of an index, goes to the file once, which waits for the disk. At 128 MiB a
            // first sync of a million orders waits 4 s less than at 32, and the log of a killed process is read in a fraction of a second.
            // page_size, of a new file: an order of twenty lines takes 2 KB, and with 4 KiB its import a twentieth longer. With 16 the pages of an
            // index that a commit touches here and there make a first sync of a million orders a fifth longer.
            session.RunScript($"PRAGMA page_size=8192;PRAGMA secure_delete=ON;PRAGMA busy_timeout={BusyMilliseconds};PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA temp_store=MEMORY;PRAGMA cache_size=-{cacheKiB};PRAGMA journal_size_limit=134217728;PRAGMA wal_autocheckpoint=16000;"
                + (maxPages is null ? "" : $"PRAGMA max_page_count={maxPages};"));
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
