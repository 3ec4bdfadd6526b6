using Sync.Engine.Audit;
using Sync.Engine.Orgs;
using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>
/// Connections that somebody has signed in for and not confirmed: saved, so that what the POS has granted is kept and renewed like
/// any other's, and read by nobody until their owner has seen what they are of.
/// </summary>
public sealed class UnconfirmedConnections(TimeProvider time)
{
    /// <summary>How long one waits; then it is dropped, and nothing of it stays. 7 days.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromDays(7);

    /// <summary>Lets a connection be read from now on, with what its owner has confirmed of the account.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="id">Which connection; one that was confirmed before only takes that over.</param>
    /// <param name="places">What was confirmed.</param>
    /// <param name="actor">Who says so; goes into the audit log with the change.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>False where it was confirmed before.</returns>
    /// <exception cref="OrgException">There is no such connection any more, or it is being removed.</exception>
    public async Task<bool> ConfirmAsync(ITenantStore tenant, string id, ConfirmedPlaces places, Actor actor, CancellationToken cancellation = default)
    {
        while (true)
        {
            var claims = await FirstConnection.ClaimsAsync(tenant, cancellation);
            var (document, connection) = await ConnectionChange.FindAsync(tenant, id, cancellation);
            if (connection.Removing) throw new OrgException($"Connection '{id}' of {tenant.Org} is being removed.");
            var first = await FirstConnection.IsAsync(tenant, id, cancellation);
            var confirmed = !connection.Unconfirmed ? places.In(connection)
                : places.In(connection) with { Unconfirmed = false, Active = true, First = first };
            List<DocumentWrite> writes = [DocumentWrite.Replace(document.Path, ConnectionDocument.Body(time.GetUtcNow(), confirmed), document.Version), FirstConnection.Claim(claims)];
            if (connection.Unconfirmed) writes.Add(AuditLog.Line(time, actor, "connection.confirmed", id, connection.Connector));
            else if (string.Join("; ", places.ChangesFrom(connection)) is { Length: > 0 } changes) writes.Add(AuditLog.Line(time, actor, "connection.changed", id, changes));
            if (await ConnectionChange.TryCommitAsync(tenant, writes, cancellation)) return connection.Unconfirmed;
        }
    }

    /// <summary>Drops a connection that was not confirmed. Nothing was read, so nothing else has to go.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="id">Which connection.</param>
    /// <param name="actor">Who gives it up; goes into the audit log with the change.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="OrgException">There is no such connection, or it was confirmed meanwhile.</exception>
    public async Task GiveUpAsync(ITenantStore tenant, string id, Actor actor, CancellationToken cancellation = default)
    {
        while (true)
        {
            var (document, connection) = await ConnectionChange.FindAsync(tenant, id, cancellation);
            if (!connection.Unconfirmed) throw new OrgException($"Connection '{id}' of {tenant.Org} was confirmed already. Remove it if it is another shop's.");
            if (await DropAsync(tenant, document, actor, "given up before it was confirmed", cancellation)) return;
        }
    }

    /// <summary>Drops those of an org that nobody has confirmed for too long.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="connections">The org's connections, as they were just read.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task DropOldAsync(ITenantStore tenant, IReadOnlyList<Connection> connections, CancellationToken cancellation = default)
    {
        foreach (var old in connections.Where(IsOver))
            if (await tenant.GetAsync(ConnectionDirectory.PathOf(old.Id), cancellation) is { } document && IsOver(ConnectionDocument.From(document)))
                await DropAsync(tenant, document, Actor.Service, "nobody confirmed it", cancellation); // whoever was faster has confirmed it, or signed in again
    }

    private bool IsOver(Connection connection) => connection is { Unconfirmed: true, Removing: false, ConnectedAt: { } at } && at + Life <= time.GetUtcNow();

    private async Task<bool> DropAsync(ITenantStore tenant, StoredDocument document, Actor actor, string why, CancellationToken cancellation)
    {
        // A document that somebody changes meanwhile must not go: first it is taken as it was read, then it goes.
        var connection = ConnectionDocument.From(document);
        var marked = DocumentWrite.Replace(document.Path, ConnectionDocument.Body(time.GetUtcNow(), connection with { Removing = true, SealedSecrets = null }), document.Version);
        if (!await ConnectionChange.TryCommitAsync(tenant, [marked, AuditLog.Line(time, actor, "connection.removed", document.Path.Id, why)], cancellation)) return false;
        await tenant.CommitAsync([DocumentWrite.Delete(document.Path)], cancellation);
        return true;
    }
}
