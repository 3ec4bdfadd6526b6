using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Sync.Store.Sqlite;

/// <summary>One file: one writer at a time, readers beside it that never wait for the writer.</summary>
internal sealed class SqliteDatabase(string path, IReadOnlyList<SqliteMigration> migrations, long? maxPages) : IDisposable
{
    // Readers are many where people look at pages; the writer goes to and fro in a large file.
    private const int ReaderCacheKiB = 4_000;
    private const int WriterCacheKiB = 16_000;

    private readonly SemaphoreSlim writing = new(1);
    private readonly Lock opening = new();
    private readonly ConcurrentBag<SqliteSession> readers = [];
    private SqliteSession? writer;
    private volatile bool disposed;

    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>Numbers of collections, remembered.</summary>
    public SqliteCollections Collections { get; } = new();

    /// <summary>Opens the file and brings it to today's layout; nothing where that was done.</summary>
    public void Open()
    {
        if (!disposed && Volatile.Read(ref writer) is not null) return;
        lock (opening)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (writer is null) Volatile.Write(ref writer, Guarded(OpenWriter));
        }
    }

    /// <summary>Does something with the writing connection, alone in this process.</summary>
    public async Task WriteAsync(Action<SqliteSession> work, CancellationToken cancellation)
    {
        await writing.WaitAsync(cancellation);
        try
        {
            Open();
            Guarded(() => { SqliteTransaction.Run(writer!, work); return true; });
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Has the file take what the log beside it holds, as far as nobody reads it; nobody waits for that.</summary>
    public void Checkpoint()
    {
        var session = Rent();
        try
        {
            Guarded(() => { session.RunScript("PRAGMA wal_checkpoint(PASSIVE)"); return true; });
        }
        finally
        {
            Return(session);
        }
    }

    /// <summary>A connection to read with; give it back with <see cref="Return"/>.</summary>
    public SqliteSession Rent()
    {
        Open();
        return readers.TryTake(out var session) ? session : Guarded(() => SqliteFile.Open(Path, ReaderCacheKiB, null));
    }

    /// <summary>Takes a reading connection back.</summary>
    public void Return(SqliteSession session)
    {
        if (disposed) session.Dispose();
        else readers.Add(session);
    }

    /// <summary>Does something and translates SQLite's errors.</summary>
    public T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.Translate(e, Path);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new StoreException(
                StoreFailure.Denied,
                Directory.Exists(Path) ? $"'{Path}' is a folder. Name a file in it for the database, such as {System.IO.Path.Combine(Path, "sync.db")}." : $"'{Path}' cannot be made or opened: {e.Message}",
                inner: e);
        }
    }

    /// <summary>Closes the file once what is being written is written; whoever still waits for his turn is told that it is closed.</summary>
    public void Dispose()
    {
        lock (opening) disposed = true;
        while (readers.TryTake(out var session)) session.Dispose();
        // The semaphore itself holds nothing that wants disposing, and disposed it would let its waiters wait for ever.
        writing.Wait();
        try
        {
            Interlocked.Exchange(ref writer, null)?.Dispose();
        }
        finally
        {
            writing.Release();
        }
    }

    private SqliteSession OpenWriter()
    {
        SqliteFile.Ensure(Path);
        var session = SqliteFile.Open(Path, WriterCacheKiB, maxPages);
        try
        {
            SqliteLayout.Prepare(session, migrations, Path);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
