namespace Sync.Store.Sqlite;

/// <summary>All or nothing.</summary>
internal static class SqliteTransaction
{
    /// <summary>Runs work in a transaction that takes the file's write lock at its start, so that it never has to give up halfway.</summary>
    public static void Run(SqliteSession session, Action<SqliteSession> work)
    {
        session.Run("BEGIN IMMEDIATE");
        try
        {
            work(session);
            session.Run("COMMIT");
        }
        catch
        {
            if (session.InTransaction) session.Run("ROLLBACK");
            throw;
        }
    }
}
