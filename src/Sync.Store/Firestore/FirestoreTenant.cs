using System.Runtime.CompilerServices;
using Sync.Model;
using Sync.Store.Rules;

namespace Sync.Store.Firestore;

/// <summary>One tenant's documents in Firestore.</summary>
internal sealed class FirestoreTenant(FirestoreCommits commits, FirestoreNames names, FirestoreReads reads, OrgId org) : ITenantStore
{
    private static readonly StoreLimits FirestoreLimits = new(3_500_000, 400, 4);

    public OrgId Org => org;

    public StoreUsage Usage { get; } = new();

    public StoreLimits Limits => FirestoreLimits;

    public async Task<StoredDocument?> GetAsync(DocumentPath path, CancellationToken cancellation = default) =>
        (await GetManyAsync([path], cancellation))[0];

    public async Task<IReadOnlyList<StoredDocument?>> GetManyAsync(IReadOnlyList<DocumentPath> paths, CancellationToken cancellation = default)
    {
        if (paths.Count == 0) return [];
        foreach (var path in paths) PathRules.Check(path);
        var wanted = paths.Select(p => names.Document(org, p)).ToArray();
        var found = await reads.GetAsync(wanted, cancellation);
        foreach (var path in paths) Usage.Add(path.Collection, reads: 1);
        return paths.Select((p, i) => found.TryGetValue(wanted[i], out var document) ? new StoredDocument(p, document.Body, document.Version) : null).ToArray();
    }

    public async IAsyncEnumerable<StoredDocument> QueryAsync(DocumentQuery query, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        QueryRules.Check(query);
        long count = 0;
        try
        {
            await foreach (var found in reads.QueryAsync(names.Collection(org, query.Collection), query, cancellation))
            {
                count++;
                yield return new StoredDocument(new DocumentPath(query.Collection, FirestoreNames.IdOf(found.Name)), found.Body, found.Version);
            }
        }
        finally
        {
            Usage.Add(query.Collection, reads: Math.Max(1, count));
        }
    }

    public async Task CommitAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellation = default)
    {
        if (writes.Count == 0) return;
        CommitRules.Check(writes);
        var answer = await commits.SendAsync(org, writes, cancellation);
        if (!answer.Ok) throw await RefusalAsync(answer, writes, cancellation);
        CommitRules.Count(Usage, writes);
    }

    public async IAsyncEnumerable<string> ListCollectionsAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var path in await new FirestoreCollections(reads, names, org).ListAsync(cancellation)) yield return path;
    }

    /// <summary>Nothing: the TTL policy on <c>expireAt</c> in firestore.indexes.json does it, at no cost to us.</summary>
    public Task<int> PruneExpiredAsync(string collection, DateTimeOffset now, CancellationToken cancellation = default) => Task.FromResult(0);

    public Task TidyAsync(CancellationToken cancellation = default) => Task.CompletedTask;

    // A document that should not exist and does is ALREADY_EXISTS, whether a create or a guard says so; and the emulator calls
    // a version that is later than the document's INVALID_ARGUMENT. So the guards are read to find out whether one of them
    // failed; that costs a read only where a commit has failed, and is not counted.
    private async Task<StoreException> RefusalAsync(FirestoreAnswer answer, IReadOnlyList<DocumentWrite> writes, CancellationToken cancellation)
    {
        var guards = writes.Where(w => w.Version is not null).ToList();
        if (guards.Count == 0 || answer.Status is not ("ALREADY_EXISTS" or "NOT_FOUND" or "INVALID_ARGUMENT")) return FirestoreErrors.OfCommit(answer, commits.Describe(writes), writes);
        var found = await reads.GetAsync(guards.Select(g => names.Document(org, g.Path)).ToList(), cancellation);
        var moved = guards.Where(g => (found.GetValueOrDefault(names.Document(org, g.Path))?.Version ?? "") != g.Version)
            .Select(g => (DocumentPath?)g.Path).FirstOrDefault();
        return moved is { } path
            ? FirestoreErrors.VersionChanged(commits.Describe(writes), path)
            : FirestoreErrors.OfCommit(answer, commits.Describe(writes), writes);
    }
}
