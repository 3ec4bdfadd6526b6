namespace Sync.Store.Sqlite;

/// <summary>Keeps the entries of documents in step with them, inside the transaction that changes these.</summary>
internal static class SqliteEntries
{
    private const string Insert = "INSERT INTO entries(cid, number, key, id) VALUES(?1, ?2, ?3, ?4)";

    /// <summary>Whether documents of a collection have entries.</summary>
    public static bool Any(string collection) => SqliteIndex.Of(collection).Any();

    /// <summary>A document became another one, came or went.</summary>
    public static void Change(SqliteSession session, string collection, long cid, string id, byte[]? before, ReadOnlyMemory<byte>? after)
    {
        foreach (var index in SqliteIndex.Of(collection))
        {
            var (old, now) = (before is null ? null : index.KeyOf(before), after is { } body ? index.KeyOf(body.Span) : null);
            if (old is not null && now is not null && old.AsSpan().SequenceEqual(now)) continue;
            if (old is not null)
                session.Statement("DELETE FROM entries WHERE cid=?1 AND number=?2 AND key=?3 AND id=?4").Bind(1, cid).Bind(2, index.Number).Bind(3, old).Bind(4, id).Run();
            if (now is not null) session.Statement(Insert).Bind(1, cid).Bind(2, index.Number).Bind(3, now).Bind(4, id).Run();
        }
    }

    /// <summary>Makes the entries of all documents of a file that has none yet.</summary>
    public static void Fill(SqliteSession session)
    {
        List<(long Cid, string Path)> collections = [];
        using (var row = session.Statement("SELECT cid, path FROM collections WHERE org<>''"))
            while (row.Step()) collections.Add((row.Int64(0), row.Text(1)));
        foreach (var (cid, path) in collections.Where(c => Any(c.Path)))
        {
            using var row = session.Statement("SELECT id, body FROM documents WHERE cid=?1").Bind(1, cid);
            while (row.Step()) Change(session, path, cid, row.Text(0), null, row.Bytes(1).ToArray());
        }
    }
}
