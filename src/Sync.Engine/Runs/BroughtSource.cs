using Sync.ConnectorKit;
using Sync.Engine.Connections;
using Sync.Store;

namespace Sync.Engine.Runs;

/// <summary>
/// What somebody brings (a file), before anything goes by it: it may say another time zone than what was brought before, which moves
/// the days of all that is stored and must not happen for one that turns out wrong as a whole.
/// </summary>
internal static class BroughtSource
{
    /// <summary>Looks it through, and saves what it is said to be in once it is found fit; a dry run saves nothing.</summary>
    /// <exception cref="ConnectorException">It cannot be taken; nothing was changed.</exception>
    public static async Task TakeAsync(ConnectionRunRequest request, IPosConnector connector, ConnectionContext context, DateTimeOffset now, CancellationToken cancellation)
    {
        // It is read to its end before the first page of any stream, once for all of them.
        await foreach (var _ in connector.ReadAsync(new ReadRequest(connector.Descriptor.Streams[0].Stream), context, cancellation)) break;
        if (request.Lease is not { } lease) return;
        var brought = request.Connection;
        while (await request.Tenant.GetAsync(ConnectionDirectory.PathOf(brought.Id), cancellation) is { } document)
        {
            var stored = ConnectionDocument.From(document);
            if (stored.Given.Count == brought.Given.Count && !stored.Given.Except(brought.Given).Any()) return;
            // Somebody may pause it meanwhile, or ask for its removal: both count.
            var write = DocumentWrite.Replace(document.Path, ConnectionDocument.Body(now, stored with { Given = brought.Given }), document.Version);
            if (await ConnectionChange.TryCommitAsync(request.Tenant, [lease.Fence, write], cancellation)) return;
        }
    }
}
