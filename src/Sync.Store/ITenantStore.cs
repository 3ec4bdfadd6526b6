using Sync.Model;

namespace Sync.Store;

/// <summary>
/// One tenant's documents. No path leads out of the tenant. Both implementations keep Firestore's limits
/// (<see cref="DocumentLimits"/>) and refuse a query whose composite index is not declared.
/// </summary>
public interface ITenantStore
{
    /// <summary>Whose documents these are.</summary>
    OrgId Org { get; }

    /// <summary>What has been read, written and deleted through this scope so far.</summary>
    StoreUsage Usage { get; }

    /// <summary>How large and how many commits this store likes.</summary>
    StoreLimits Limits { get; }

    /// <summary>One document, or null. Counts one read, there or not.</summary>
    Task<StoredDocument?> GetAsync(DocumentPath path, CancellationToken cancellation = default);

    /// <summary>Many documents, in the order asked for, null where one is missing. Counts one read each.</summary>
    Task<IReadOnlyList<StoredDocument?>> GetManyAsync(IReadOnlyList<DocumentPath> paths, CancellationToken cancellation = default);

    /// <summary>
    /// The documents of one collection that a query selects, in its order (by id where it names none). Counts one read for
    /// each document, and one where there is none.
    /// </summary>
    IAsyncEnumerable<StoredDocument> QueryAsync(DocumentQuery query, CancellationToken cancellation = default);

    /// <summary>
    /// Carries out all of the writes or none. Counts one write for each create, merge and replace, one delete for each
    /// delete and one read for each verify; nothing where it fails.
    /// </summary>
    /// <remarks>
    /// Where the database is across a network, an answer can be lost and the commit is sent again, or given up as
    /// <see cref="StoreFailure.Unavailable"/>, though it was carried out. So a create can meet the document that it has made
    /// itself, and a versioned write its own version. Read, and see what is left to do; merges and deletes are the same twice.
    /// </remarks>
    /// <exception cref="StoreException">Nothing was written, lost answers aside; <see cref="StoreException.Failure"/> says why.</exception>
    Task CommitAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellation = default);

    /// <summary>The collections that hold at least one document, sub-collections by their full path, in ordinal order.</summary>
    IAsyncEnumerable<string> ListCollectionsAsync(CancellationToken cancellation = default);

    /// <summary>
    /// Removes the documents of a collection whose time field <c>expireAt</c> has passed. A store whose database does that by
    /// itself (Firestore's TTL policy) does nothing.
    /// </summary>
    /// <returns>How many were removed; each counts one delete.</returns>
    Task<int> PruneExpiredAsync(string collection, DateTimeOffset now, CancellationToken cancellation = default);

    /// <summary>
    /// Does now what the store has put off while much was written, so that nobody who reads has to wait for it. Changes no
    /// document and no answer; counts nothing. A store that puts nothing off does nothing.
    /// </summary>
    Task TidyAsync(CancellationToken cancellation = default);
}
