using System.Runtime.CompilerServices;
using Sync.Model;
using Sync.Store.Rules;

namespace Sync.Store.Sqlite;

/// <summary>One tenant's documents in a SQLite file.</summary>
internal sealed class SqliteTenant(SqliteDatabase database, OrgId org) : ITenantStore
{
    // SQLite has one writer; a second commit would only wait.
    private static readonly StoreLimits SqliteLimits = new(3_500_000, 400, 1);

    private const int ManyEntries = 5_000;

    public OrgId Org => org;

    public StoreUsage Usage { get; } = new();

    public StoreLimits Limits => SqliteLimits;

    public async Task<StoredDocument?> GetAsync(DocumentPath path, CancellationToken cancellation = default) =>
        (await GetManyAsync([path], cancellation))[0];

    public Task<IReadOnlyList<StoredDocument?>> GetManyAsync(IReadOnlyList<DocumentPath> paths, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var path in paths) PathRules.Check(path);
        var found = paths.Count == 1 ? Read(r => (IReadOnlyList<StoredDocument?>)[r.Get(paths[0])]) : Read(r => r.GetMany(paths));
        foreach (var path in paths) Usage.Add(path.Collection, reads: 1);
        return Task.FromResult(found);
    }

    public async IAsyncEnumerable<StoredDocument> QueryAsync(DocumentQuery query, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        QueryRules.Check(query);
        var selected = new SqliteQuery(query);
        if (selected.ByIndex) await EnterAsync(query.Collection, cancellation);
        var session = database.Rent();
        long count = 0;
        try
        {
            var read = new SqliteRead(session, database.Collections, org.Value);
            using var rows = selected.Run(read).GetEnumerator();
            Func<bool> next = rows.MoveNext;
            while (database.Guarded(next))
            {
                cancellation.ThrowIfCancellationRequested();
                count++;
                yield return rows.Current;
            }
        }
        finally
        {
            Usage.Add(query.Collection, reads: Math.Max(1, count));
            database.Return(session);
        }
    }

    public async Task CommitAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellation = default)
    {
        if (writes.Count == 0) return;
        CommitRules.Check(writes);
        await database.WriteAsync(s => new SqliteCommit(s, database.Collections, org.Value).Run(writes), cancellation);
        CommitRules.Count(Usage, writes);
    }

    public async IAsyncEnumerable<string> ListCollectionsAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await Task.CompletedTask;
        cancellation.ThrowIfCancellationRequested();
        foreach (var path in Read(r => r.Collections())) yield return path;
    }

    public async Task<int> PruneExpiredAsync(string collection, DateTimeOffset now, CancellationToken cancellation = default)
    {
        var expired = new SqliteQuery(new DocumentQuery { Collection = collection, Filters = [new DocumentFilter("expireAt", FilterOperator.LessThanOrEqual, now)] });
        var paths = Read(r => expired.Run(r).Select(d => d.Path).ToList());
        foreach (var batch in paths.Chunk(SqliteLimits.MaxCommitWrites))
            await CommitAsync(batch.Select(DocumentWrite.Delete).ToList(), cancellation);
        return paths.Count;
    }

    public async Task TidyAsync(CancellationToken cancellation = default)
    {
        // Where so much was written, closing would have to wait for the disk.
        if (await EnterAsync(null, cancellation) > ManyEntries) database.Checkpoint();
    }

    /// <summary>Gives the documents of a collection, or of all, the entries that they lack; returns how many entries.</summary>
    private async Task<long> EnterAsync(string? collection, CancellationToken cancellation)
    {
        var entered = 0L;
        while (Read(r => r.AnyWithoutEntries(collection)))
            await database.WriteAsync(s => entered += SqliteBacklog.Enter(s), cancellation);
        return entered;
    }

    private T Read<T>(Func<SqliteRead, T> read)
    {
        var session = database.Rent();
        try
        {
            return database.Guarded(() => read(new SqliteRead(session, database.Collections, org.Value)));
        }
        finally
        {
            database.Return(session);
        }
    }
}
