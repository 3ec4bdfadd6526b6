using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Sync.Store.Sqlite;

/// <summary>One connection with its prepared statements. For one thread at a time.</summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> prepared = new(StringComparer.Ordinal);

    /// <summary>Whether a transaction is open; SQLite ends it by itself after some errors.</summary>
    public bool InTransaction => sqlite3_get_autocommit(connection.Handle) == 0;

    /// <summary>The row that was inserted last.</summary>
    public long LastRow => sqlite3_last_insert_rowid(connection.Handle);

    /// <summary>A statement, prepared once. One run of it at a time.</summary>
    public SqliteStatement Statement(string sql)
    {
        if (prepared.TryGetValue(sql, out var known)) return known;
        SqliteException.ThrowExceptionForRC(sqlite3_prepare_v2(connection.Handle, sql, out var handle), connection.Handle);
        return prepared[sql] = new SqliteStatement(connection.Handle!, handle);
    }

    /// <summary>Runs a statement without parameters.</summary>
    public void Run(string sql) => Statement(sql).Run();

    /// <summary>Runs several statements, once.</summary>
    public void RunScript(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (var statement in prepared.Values) statement.Close();
        connection.Dispose();
    }
}
