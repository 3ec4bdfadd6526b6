using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Sync.Store.Sqlite;

/// <summary>
/// A prepared statement, run again and again. It speaks to SQLite's own interface, since a command of ADO.NET costs several
/// times what SQLite itself takes for a row. Dispose it after each run: that makes it ready for the next.
/// </summary>
internal sealed class SqliteStatement(sqlite3 database, sqlite3_stmt statement) : IDisposable
{
    /// <summary>Sets a parameter, counted from 1.</summary>
    public SqliteStatement Bind(int index, long value)
    {
        Check(sqlite3_bind_int64(statement, index, value));
        return this;
    }

    /// <inheritdoc cref="Bind(int, long)"/>
    public SqliteStatement Bind(int index, string value)
    {
        if (value.Length == 0)
        {
            Check(sqlite3_bind_text(statement, index, value)); // an empty span has no address, which SQLite takes for null
            return this;
        }

        Span<byte> small = stackalloc byte[256];
        var bytes = value.Length <= 84 ? small[..Encoding.UTF8.GetBytes(value, small)] : Encoding.UTF8.GetBytes(value);
        Check(sqlite3_bind_text(statement, index, bytes));
        return this;
    }

    /// <inheritdoc cref="Bind(int, long)"/>
    public SqliteStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(sqlite3_bind_blob(statement, index, value));
        return this;
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>False at the end.</returns>
    public bool Step()
    {
        var code = sqlite3_step(statement);
        if (code == SQLITE_ROW) return true;
        if (code != SQLITE_DONE) Check(code);
        return false;
    }

    /// <summary>Runs to the end.</summary>
    /// <returns>How many rows were changed, for a statement that changes any.</returns>
    public int Run()
    {
        using (this)
        {
            while (Step()) { }
            return sqlite3_changes(database);
        }
    }

    /// <summary>The first value of the first row, or null.</summary>
    public long? Scalar()
    {
        using (this) return Step() ? Int64(0) : null;
    }

    /// <summary>A column of the row, counted from 0.</summary>
    public long Int64(int column) => sqlite3_column_int64(statement, column);

    /// <inheritdoc cref="Int64"/>
    public string Text(int column) => sqlite3_column_text(statement, column).utf8_to_string();

    /// <summary>The bytes of a column, until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => sqlite3_column_blob(statement, column);

    /// <summary>Makes it ready to run again. An error of the last step was thrown there; that resetting repeats it says nothing new.</summary>
    public void Dispose() => sqlite3_reset(statement);

    /// <summary>Frees it for good.</summary>
    public void Close() => statement.Dispose();

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, database);
}
