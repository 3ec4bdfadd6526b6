namespace Sync.Store.Sqlite;

/// <summary>
/// The documents that have no entries yet: those after a row that the file keeps. New documents get theirs together and sorted,
/// when somebody first asks by an index or when a run ends, since one at a time in no order they cost a first sync of a million
/// orders half of its time again. A document before that row keeps its entries at every change.
/// </summary>
internal static class SqliteBacklog
{
    // So many hold up other writers for a fifth of a second, and take a few MB while they are sorted.
    private const int Most = 20_000;

    /// <summary>The row of the last document that has its entries.</summary>
    public static long Entered(SqliteSession session) => session.Statement("SELECT row FROM entered").Scalar()!.Value;

    /// <summary>Whether any document waits for its entries, of one collection or of all.</summary>
    public static bool Any(SqliteSession session, long? cid = null) => session
        .Statement("SELECT EXISTS(SELECT 1 FROM documents WHERE rowid>(SELECT row FROM entered) AND (?1<0 OR cid=?1))").Bind(1, cid ?? -1).Scalar() == 1;

    /// <summary>Makes the entries of the next documents, inside a transaction; returns how many entries.</summary>
    public static int Enter(SqliteSession session)
    {
        var waiting = Waiting(session, out var last);
        waiting.Sort();
        foreach (var entry in waiting) SqliteEntries.Add(session, entry.Cid, entry.Number, entry.Key, entry.Id);
        session.Statement("UPDATE entered SET row=?1").Bind(1, last).Run();
        return waiting.Count;
    }

    private static List<Entry> Waiting(SqliteSession session, out long last)
    {
        var keys = new Dictionary<long, SqliteEntryKeys?>();
        List<Entry> waiting = [];
        last = Entered(session);
        using var row = session.Statement("SELECT d.rowid, d.cid, d.id, d.body FROM documents d WHERE d.rowid>?1 ORDER BY d.rowid LIMIT ?2").Bind(1, last).Bind(2, Most);
        while (row.Step())
        {
            last = row.Int64(0);
            var cid = row.Int64(1);
            if (!keys.TryGetValue(cid, out var of)) keys[cid] = of = KeysOf(session, cid);
            if (of is not null) Add(waiting, of, cid, row.Text(2), row.Bytes(3));
        }

        return waiting;
    }

    private static void Add(List<Entry> waiting, SqliteEntryKeys keys, long cid, string id, ReadOnlySpan<byte> body)
    {
        var made = keys.Of(body);
        for (var i = 0; i < made.Length; i++)
            if (made[i] is { } key) waiting.Add(new Entry(cid, keys.Indexes[i].Number, key, id));
    }

    // Accounts' and tenants' own documents are collections of other names or of nobody; both have no index.
    private static SqliteEntryKeys? KeysOf(SqliteSession session, long cid)
    {
        using var row = session.Statement("SELECT path FROM collections WHERE cid=?1 AND org<>''").Bind(1, cid);
        return row.Step() ? SqliteEntryKeys.Of(row.Text(0)) : null;
    }

    private readonly record struct Entry(long Cid, int Number, byte[] Key, string Id) : IComparable<Entry>
    {
        public int CompareTo(Entry other)
        {
            var order = Cid.CompareTo(other.Cid);
            if (order == 0) order = Number.CompareTo(other.Number);
            if (order == 0) order = Key.AsSpan().SequenceCompareTo(other.Key);
            return order == 0 ? FieldValue.CompareUtf8(Id, other.Id) : order;
        }
    }
}
