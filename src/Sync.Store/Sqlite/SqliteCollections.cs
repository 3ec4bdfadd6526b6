using System.Collections.Concurrent;

namespace Sync.Store.Sqlite;

/// <summary>The numbers that stand for collections in the file. A number, once given, never changes, so it may be remembered.</summary>
internal sealed class SqliteCollections
{
    private readonly ConcurrentDictionary<(string Org, string Path), long> known = new();

    /// <summary>A collection's number, or null where nothing was ever written to it.</summary>
    public long? Find(SqliteSession session, string org, string path)
    {
        if (known.TryGetValue(Key(org, path), out var cid)) return cid;
        var (o, p) = Key(org, path);
        if (session.Statement("SELECT cid FROM collections WHERE org=?1 AND path=?2").Bind(1, o).Bind(2, p).Scalar() is not { } found) return null;
        // A number read inside a transaction that made it and may yet be rolled back must not be remembered.
        if (!session.InTransaction) known.TryAdd((o, p), found);
        return found;
    }

    /// <summary>A collection's number, given now where it has none. Inside a transaction.</summary>
    public long FindOrAdd(SqliteSession session, string org, string path)
    {
        if (Find(session, org, path) is { } cid) return cid;
        var (o, p) = Key(org, path);
        session.Statement("INSERT INTO collections(org, path) VALUES(?1, ?2)").Bind(1, o).Bind(2, p).Run();
        return Find(session, org, path)!.Value;
    }

    /// <summary>The key of a collection. The tenants' own documents are one collection of nobody's.</summary>
    private static (string Org, string Path) Key(string org, string path) => path.Length == 0 ? ("", "tenants") : (org, path);
}
