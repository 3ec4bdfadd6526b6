namespace Sync.Store.Sqlite;

/// <summary>Brings a file to today's layout, in place.</summary>
internal static class SqliteLayout
{
    private const long ApplicationId = 0x53796E63; // "Sync"

    /// <summary>Does nothing but read two numbers where the file is up to date.</summary>
    public static void Prepare(SqliteSession session, IReadOnlyList<SqliteMigration> migrations, string file)
    {
        if (IsCurrent(session, migrations, file)) return;
        SqliteTransaction.Run(session, s =>
        {
            if (!IsCurrent(s, migrations, file)) Migrate(s, migrations, file);
        });
    }

    private static bool IsCurrent(SqliteSession session, IReadOnlyList<SqliteMigration> migrations, string file)
    {
        var (version, newest) = (Pragma(session, "user_version"), migrations[^1].Number);
        if (version == 0) return false;
        if (Pragma(session, "application_id") != ApplicationId) throw ForeignDatabase(file);
        if (version > newest)
            throw new StoreException(StoreFailure.Unsupported, $"'{file}' has layout {version}, and this program knows {newest} at most. Use the newer program that wrote it.");
        return version == newest;
    }

    private static void Migrate(SqliteSession session, IReadOnlyList<SqliteMigration> migrations, string file)
    {
        var version = Pragma(session, "user_version");
        if (version == 0 && session.Statement("SELECT count(*) FROM sqlite_master").Scalar() > 0) throw ForeignDatabase(file);
        foreach (var migration in migrations.Where(m => m.Number > version))
        {
            session.RunScript(migration.Sql);
            migration.Then?.Invoke(session);
        }

        session.Run($"PRAGMA application_id={ApplicationId}");
        session.Run($"PRAGMA user_version={migrations[^1].Number}");
    }

    private static StoreException ForeignDatabase(string file) =>
        new(StoreFailure.Unsupported, $"'{file}' is the database of another program. Name another file.");

    private static long Pragma(SqliteSession session, string name) => session.Statement("PRAGMA " + name).Scalar()!.Value;
}
