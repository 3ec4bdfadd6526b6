using System.Globalization;

namespace Sync.Store.Sqlite;

/// <summary>Reads documents of one tenant with one connection.</summary>
internal sealed class SqliteRead(SqliteSession session, SqliteCollections collections, string org)
{
    /// <summary>One document, or null.</summary>
    public StoredDocument? Get(DocumentPath path)
    {
        if (collections.Find(session, org, path.Collection) is not { } cid) return null;
        var id = path.Collection.Length == 0 ? org : path.Id;
        using var row = session.Statement("SELECT body, version FROM documents WHERE cid=?1 AND id=?2").Bind(1, cid).Bind(2, id);
        return row.Step() ? Document(path, row.Bytes(0), row.Int64(1)) : null;
    }

    /// <summary>Many documents as they are at one instant.</summary>
    public IReadOnlyList<StoredDocument?> GetMany(IReadOnlyList<DocumentPath> paths)
    {
        session.Run("BEGIN");
        try
        {
            return paths.Select(Get).ToArray();
        }
        finally
        {
            if (session.InTransaction) session.Run("COMMIT");
        }
    }

    /// <summary>The documents of a collection in order of id, as they are at one instant; null where it holds none.</summary>
    public SqliteRows? Scan(string collection, string afterId, string? beforeId)
    {
        if (collections.Find(session, org, collection) is not { } cid) return null;
        var sql = $"SELECT id, body, version FROM documents WHERE cid=?1 AND id>?2 {(beforeId is null ? "" : "AND id<?3 ")}ORDER BY id";
        var statement = session.Statement(sql).Bind(1, cid).Bind(2, afterId);
        return new SqliteRows(collection, beforeId is null ? statement : statement.Bind(3, beforeId));
    }

    /// <summary>The documents of a collection that an index has between two keys, the upper one left out, in its order; null where it holds none.</summary>
    public SqliteRows? Seek(SqliteIndex index, byte[] from, byte[] below, bool descending)
    {
        if (collections.Find(session, org, index.Collection) is not { } cid) return null;
        var order = descending ? "ORDER BY e.key DESC, e.id DESC" : "ORDER BY e.key, e.id";
        // CROSS keeps the entries outside, in whose order the answer is wanted.
        var sql = "SELECT d.id, d.body, d.version FROM entries e CROSS JOIN documents d ON d.cid=e.cid AND d.id=e.id WHERE e.cid=?1 AND e.number=?2 AND e.key>=?3 AND e.key<?4 " + order;
        return new SqliteRows(index.Collection, session.Statement(sql).Bind(1, cid).Bind(2, index.Number).Bind(3, from).Bind(4, below));
    }

    /// <summary>Whether documents of a collection, or of any, lack their entries.</summary>
    public bool AnyWithoutEntries(string? collection)
    {
        if (collection is null) return SqliteBacklog.Any(session);
        return collections.Find(session, org, collection) is { } cid && SqliteBacklog.Any(session, cid);
    }

    /// <summary>The collections that hold anything.</summary>
    public List<string> Collections() => Texts(
        "SELECT path FROM collections c WHERE org=?1 AND EXISTS(SELECT 1 FROM documents d WHERE d.cid=c.cid) ORDER BY path", org);

    /// <summary>The tenants whose own document is there.</summary>
    public List<string> Tenants() => Texts(
        "SELECT id FROM documents WHERE cid=(SELECT cid FROM collections WHERE org=?1 AND path='tenants') ORDER BY id", "");

    private List<string> Texts(string sql, string parameter)
    {
        var texts = new List<string>();
        using var row = session.Statement(sql).Bind(1, parameter);
        while (row.Step()) texts.Add(row.Text(0));
        return texts;
    }

    private static StoredDocument Document(DocumentPath path, ReadOnlySpan<byte> body, long version) =>
        new(path, new DocumentBody(body.ToArray()), version.ToString(CultureInfo.InvariantCulture));
}
