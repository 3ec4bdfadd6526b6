namespace Sync.Store.Sqlite;

/// <summary>Keeps the entries of documents in step with them, inside the transaction that changes these.</summary>
internal static class SqliteEntries
{
    private const string Insert = "INSERT OR IGNORE INTO entries(cid, number, key, id) VALUES(?1, ?2, ?3, ?4)";

    /// <summary>A document that has entries became another one, came or went.</summary>
    public static void Change(SqliteSession session, string collection, long cid, string id, byte[]? before, ReadOnlyMemory<byte>? after)
    {
        if (SqliteEntryKeys.Of(collection) is not { } keys) return;
        var (old, now) = (before is null ? null : keys.Of(before), after is { } body ? keys.Of(body.Span) : null);
        for (var i = 0; i < keys.Indexes.Count; i++) Change(session, cid, keys.Indexes[i].Number, id, old?[i], now?[i]);
    }

    /// <summary>Adds an entry, or nothing where it is there.</summary>
    public static void Add(SqliteSession session, long cid, int number, byte[] key, string id) =>
        session.Statement(Insert).Bind(1, cid).Bind(2, number).Bind(3, key).Bind(4, id).Run();

    /// <summary>Makes the entries of all documents of a file that has none yet.</summary>
    public static void Fill(SqliteSession session)
    {
        List<(long Cid, string Path)> collections = [];
        using (var row = session.Statement("SELECT cid, path FROM collections WHERE org<>''"))
            while (row.Step()) collections.Add((row.Int64(0), row.Text(1)));
        foreach (var (cid, path) in collections.Where(c => SqliteEntryKeys.Of(c.Path) is not null))
        {
            using var row = session.Statement("SELECT id, body FROM documents WHERE cid=?1").Bind(1, cid);
            while (row.Step()) Change(session, path, cid, row.Text(0), null, row.Bytes(1).ToArray());
        }
    }

    private static void Change(SqliteSession session, long cid, int number, string id, byte[]? old, byte[]? now)
    {
        if (old is not null && now is not null && old.AsSpan().SequenceEqual(now)) return;
        if (old is not null)
            session.Statement("DELETE FROM entries WHERE cid=?1 AND number=?2 AND key=?3 AND id=?4").Bind(1, cid).Bind(2, number).Bind(3, old).Bind(4, id).Run();
        if (now is not null) Add(session, cid, number, now, id);
    }
}
