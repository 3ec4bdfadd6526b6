using System.Globalization;
using Sync.Store.Json;
using Sync.Store.Rules;

namespace Sync.Store.Sqlite;

/// <summary>Carries out the writes of one commit, inside a transaction.</summary>
internal sealed class SqliteCommit(SqliteSession session, SqliteCollections collections, string org)
{
    private readonly Dictionary<string, long> cids = new(StringComparer.Ordinal);
    private long number;
    private long? entered;

    private long Entered => entered ??= SqliteBacklog.Entered(session);

    /// <summary>Carries out all; throws at the first that is refused.</summary>
    public void Run(IReadOnlyList<DocumentWrite> writes)
    {
        number = session.Statement("UPDATE commits SET last = last + 1 RETURNING last").Scalar()!.Value;
        foreach (var write in writes)
            if (write.Kind == WriteKind.Verify) CheckVersion(write, Find(write.Path)?.Version);
        foreach (var write in writes) Apply(write);
    }

    private void Apply(DocumentWrite write)
    {
        switch (write.Kind)
        {
            case WriteKind.Create:
                if (!Insert(write.Path, write.Body.Json)) throw new StoreException(StoreFailure.AlreadyExists, $"Document '{write.Path}' is there already.", write.Path);
                break;
            case WriteKind.Merge:
                Merge(write);
                break;
            case WriteKind.Replace:
                Replace(write);
                break;
            case WriteKind.Delete:
                Delete(write.Path);
                break;
        }
    }

    private void Delete(DocumentPath path)
    {
        if (SqliteEntryKeys.Of(path.Collection) is not null && Find(path) is { } found && found.Row <= Entered)
            SqliteEntries.Change(session, path.Collection, Cid(path), Id(path), found.Body, null);
        session.Statement("DELETE FROM documents WHERE cid=?1 AND id=?2").Bind(1, Cid(path)).Bind(2, Id(path)).Run();
    }

    private void Merge(DocumentWrite write)
    {
        if (Find(write.Path) is not { } found)
        {
            Insert(write.Path, write.Body.Json);
            return;
        }

        var merged = BodyMerge.Apply(found.Body, write.Body.Json.Span, write.Remove);
        if (merged is null) return;
        DocumentRules.Check(write.Path, new DocumentBody(merged));
        Update(write.Path, found, merged);
    }

    private void Replace(DocumentWrite write)
    {
        var found = Find(write.Path);
        if (write.Version is not null) CheckVersion(write, found?.Version);
        if (found is null) Insert(write.Path, write.Body.Json);
        else if (!BodyMerge.Same(found.Body, write.Body.Json.Span)) Update(write.Path, found, write.Body.Json);
    }

    private static void CheckVersion(DocumentWrite write, long? version)
    {
        var stands = version?.ToString(CultureInfo.InvariantCulture) ?? "";
        if (stands == write.Version) return;
        throw new StoreException(StoreFailure.VersionChanged, $"Document '{write.Path}' was changed by somebody else. Read it again.", write.Path);
    }

    private bool Insert(DocumentPath path, ReadOnlyMemory<byte> body)
    {
        var (cid, id) = (Cid(path), Id(path));
        var made = session.Statement("INSERT INTO documents(cid, id, body, version) VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")
            .Bind(1, cid).Bind(2, id).Bind(3, body.Span).Bind(4, number).Run() == 1;
        // A row's number comes back when the last one was deleted, and may so stand among those that have entries.
        if (made && SqliteEntryKeys.Of(path.Collection) is not null && session.LastRow <= Entered) SqliteEntries.Change(session, path.Collection, cid, id, null, body);
        return made;
    }

    private void Update(DocumentPath path, FoundDocument found, ReadOnlyMemory<byte> body)
    {
        session.Statement("UPDATE documents SET body=?2, version=?3 WHERE rowid=?1").Bind(1, found.Row).Bind(2, body.Span).Bind(3, number).Run();
        if (SqliteEntryKeys.Of(path.Collection) is not null && found.Row <= Entered)
            SqliteEntries.Change(session, path.Collection, Cid(path), Id(path), found.Body, body);
    }

    private FoundDocument? Find(DocumentPath path)
    {
        using var row = session.Statement("SELECT rowid, body, version FROM documents WHERE cid=?1 AND id=?2").Bind(1, Cid(path)).Bind(2, Id(path));
        return row.Step() ? new FoundDocument(row.Int64(0), row.Bytes(1).ToArray(), row.Int64(2)) : null;
    }

    private long Cid(DocumentPath path)
    {
        if (!cids.TryGetValue(path.Collection, out var cid))
            cids[path.Collection] = cid = collections.FindOrAdd(session, org, path.Collection);
        return cid;
    }

    private string Id(DocumentPath path) => path.Collection.Length == 0 ? org : path.Id;

    private sealed record FoundDocument(long Row, byte[] Body, long Version);
}
