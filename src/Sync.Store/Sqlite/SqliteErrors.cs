using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Sync.Store.Sqlite;

/// <summary>What SQLite's result codes mean to a caller. Source: https://www.sqlite.org/rescode.html.</summary>
internal static class SqliteErrors
{
    /// <summary>The refusal that an error of SQLite stands for.</summary>
    public static StoreException Translate(SqliteException error, string file)
    {
        var (failure, message) = error.SqliteErrorCode switch
        {
            SQLITE_FULL => (StoreFailure.OutOfSpace, $"There is no room for '{file}' to grow. Make room on its disk and try again: what was stored before stays, and the rest is written then."),
            SQLITE_BUSY or SQLITE_LOCKED => (StoreFailure.Unavailable, $"Another process keeps '{file}' locked. Try again when it has finished."),
            SQLITE_NOTADB => (StoreFailure.Unsupported, $"'{file}' is not a database. Name another file, or move this one away."),
            SQLITE_CORRUPT => (StoreFailure.Unsupported, $"'{file}' is damaged. Restore it from a backup."),
            SQLITE_READONLY or SQLITE_PERM or SQLITE_CANTOPEN or SQLITE_AUTH => (StoreFailure.Denied, $"'{file}' cannot be opened for writing. Check who owns the file and its folder."),
            _ => (StoreFailure.Unavailable, $"'{file}' cannot be read or written just now: {error.Message}"),
        };
        return new StoreException(failure, message, inner: error);
    }
}
