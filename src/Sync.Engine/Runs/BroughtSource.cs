using Sync.ConnectorKit;
using Sync.Engine.Connections;
using Sync.Store;

namespace Sync.Engine.Runs;

/// <summary>
/// What somebody brings (a file), before anything goes by it: it may say another time zone than what was brought before, which moves
/// the days of all that is stored, or be the first of an org, which decides what its documents are called: neither must happen for one
/// that turns out wrong as a whole.
/// </summary>
internal static class BroughtSource
{
    /// <summary>Looks it through, and saves its connection, new or as it is said to be now, once it is found fit; a dry run saves nothing.</summary>
    /// <exception cref="ConnectorException">It cannot be taken; nothing was changed.</exception>
    public static async Task TakeAsync(ConnectionRunRequest request, IPosConnector connector, ConnectionContext context, DateTimeOffset now, CancellationToken cancellation)
    {
        // It is read to its end before the first page of any stream, once for all of them.
        await foreach (var _ in connector.ReadAsync(new ReadRequest(connector.Descriptor.Streams[0].Stream), context, cancellation)) break;
        if (request.Lease is not { } lease) return;
        while (!await TrySaveAsync(request.Tenant, lease.Fence, request.Connection, now, cancellation)) { }
    }

    // Somebody may pause it meanwhile, or ask for its removal: both count.
    private static async Task<bool> TrySaveAsync(ITenantStore tenant, DocumentWrite fence, Connection brought, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await tenant.GetAsync(ConnectionDirectory.PathOf(brought.Id), cancellation) is not { } document)
        {
            var claims = await FirstConnection.ClaimsAsync(tenant, cancellation);
            if (await FirstConnection.IsAsync(tenant, brought.Id, cancellation) != brought.First) throw new RetryLaterException("Another connection was saved at the same time. Nothing was imported: import the file again.", "Whether it is the first connection has changed.");
            var made = DocumentWrite.Create(ConnectionDirectory.PathOf(brought.Id), ConnectionDocument.Body(now, brought with { ConnectedAt = now }));
            return await ConnectionChange.TryCommitAsync(tenant, [fence, made, FirstConnection.Claim(claims)], cancellation);
        }

        var stored = ConnectionDocument.From(document);
        // Of an import that was asked for before the connection was there no note stands yet.
        var unnoted = brought.Imports.Except(stored.Imports).ToList();
        if (unnoted.Count == 0 && stored.Given.Count == brought.Given.Count && !stored.Given.Except(brought.Given).Any()) return true;
        var changed = stored with { Given = brought.Given, Imports = [.. stored.Imports, .. unnoted] };
        var write = DocumentWrite.Replace(document.Path, ConnectionDocument.Body(now, changed), document.Version);
        return await ConnectionChange.TryCommitAsync(tenant, [fence, write], cancellation);
    }
}
