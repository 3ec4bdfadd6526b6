using System.Runtime.CompilerServices;
using Sync.Model;

namespace Sync.Store.Firestore;

/// <summary>
/// Tenants' documents in Firestore, over its REST API v1: there is no .NET client library for gRPC that could be built with
/// here. Source: https://firebase.google.com/docs/firestore/reference/rest.
/// </summary>
public sealed class FirestoreStore : IDocumentStore
{
    private static readonly DocumentQuery AllTenants = new() { Collection = "tenants", Select = [] };

    private readonly FirestoreHttp http;
    private readonly FirestoreNames names;
    private readonly FirestoreReads reads;

    /// <summary>A store in a database. Opening does nothing yet.</summary>
    public FirestoreStore(FirestoreOptions options, TimeProvider time)
        : this(options, time, null) { }

    internal FirestoreStore(FirestoreOptions options, TimeProvider time, HttpMessageHandler? handler)
    {
        http = new FirestoreHttp(options, time, handler);
        names = new FirestoreNames(options);
        reads = new FirestoreReads(http, names, options.PageSize);
    }

    /// <inheritdoc/>
    public ITenantStore OpenTenant(OrgId org) => new FirestoreTenant(http, names, reads, org);

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
        return ValueTask.CompletedTask;
    }
}
