namespace Sync.Store.Sqlite;

/// <summary>A step from one layout to the next.</summary>
/// <param name="Number">The layout that it leads to, kept in <c>user_version</c>.</param>
/// <param name="Sql">What it does.</param>
/// <param name="Then">What it does then that takes more than SQL.</param>
internal sealed record SqliteMigration(int Number, string Sql, Action<SqliteSession>? Then = null)
{
    /// <summary>
    /// All steps in order. A released step is never changed; add one at the end. The database's name and number are kept in
    /// the header of its file, see https://www.sqlite.org/pragma.html#pragma_application_id.
    /// </summary>
    public static IReadOnlyList<SqliteMigration> All { get; } =
    [
        new(1, """
            CREATE TABLE collections(cid INTEGER PRIMARY KEY, org TEXT NOT NULL, path TEXT NOT NULL, UNIQUE(org, path));
            CREATE TABLE documents(cid INTEGER NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL, version INTEGER NOT NULL);
            CREATE UNIQUE INDEX documents_by_id ON documents(cid, id);
            """),
        // Versions must never come back, not even after a document is deleted and made again: one number for each commit.
        new(2, """
            CREATE TABLE commits(last INTEGER NOT NULL);
            INSERT INTO commits SELECT coalesce(max(version), 0) FROM documents;
            """),
        // Lists in the order of a field, newest first, without reading a million documents for fifty.
        new(3, """
            CREATE TABLE entries(cid INTEGER NOT NULL, number INTEGER NOT NULL, key BLOB NOT NULL, id TEXT NOT NULL, PRIMARY KEY(cid, number, key, id)) WITHOUT ROWID;
            """, SqliteEntries.Fill),
        // The row up to which documents have their entries; those after it get them together.
        new(4, """
            CREATE TABLE entered(row INTEGER NOT NULL);
            INSERT INTO entered SELECT coalesce(max(rowid), 0) FROM documents;
            """),
    ];
}
