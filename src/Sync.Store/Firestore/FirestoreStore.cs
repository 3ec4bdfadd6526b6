using System.Runtime.CompilerServices;
using Sync.Model;
using Sync.Store.Firestore.Grpc;

namespace Sync.Store.Firestore;

/// <summary>
/// Tenants' documents in Firestore, over its REST API v1; commits over gRPC where <see cref="FirestoreOptions.Commits"/> asks for
/// it. Both are spoken here: there is no client library that could be built with.
/// Source: https://firebase.google.com/docs/firestore/reference/rest.
/// </summary>
public sealed class FirestoreStore : IDocumentStore
{
    private static readonly DocumentQuery AllTenants = new() { Collection = "tenants", Select = [] };

    private readonly FirestoreHttp http;
    private readonly FirestoreGrpc? grpc;
    private readonly FirestoreCommits commits;
    private readonly FirestoreNames names;
    private readonly FirestoreReads reads;

    /// <summary>A store in a database. Opening does nothing yet.</summary>
    public FirestoreStore(FirestoreOptions options, TimeProvider time)
        : this(options, time, null) { }

    internal FirestoreStore(FirestoreOptions options, TimeProvider time, HttpMessageHandler? handler)
    {
        var token = new FirestoreToken(options.EmulatorHost is not null);
        names = new FirestoreNames(options);
        http = new FirestoreHttp(options, token, time, handler);
        grpc = options.Commits == CommitTransport.Grpc ? new FirestoreGrpc(options, names, token, time, handler) : null;
        commits = new FirestoreCommits(http, grpc, names);
        reads = new FirestoreReads(http, names, options.PageSize);
    }

    /// <inheritdoc/>
    public ITenantStore OpenTenant(OrgId org) => new FirestoreTenant(commits, names, reads, org);

    /// <inheritdoc/>
    public async IAsyncEnumerable<OrgId> ListTenantsAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var found in reads.QueryAsync(names.TenantsCollection, AllTenants, cancellation))
        {
            // Others can write to a Firestore too. A document whose id is none of ours must not keep every org from being found.
            if (OrgId.TryParse(FirestoreNames.IdOf(found.Name), out var org)) yield return org;
        }
    }

    /// <inheritdoc/>
    public Task PrepareAsync(CancellationToken cancellation = default) => Task.CompletedTask; // nothing to lay out, and a look costs a read and a wait

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        http.Dispose();
        grpc?.Dispose();
        return ValueTask.CompletedTask;
    }
}
