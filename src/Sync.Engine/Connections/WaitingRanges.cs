using System.Globalization;
using Sync.Engine.Audit;
using Sync.Engine.Orgs;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>
/// Notes in a connection which days of its orders are to be read again. A note stays until a run has read them to their end, so that
/// neither a run that goes on, nor a restart, nor a kill loses what somebody asked for: the next run of the connection does it.
/// </summary>
public sealed class WaitingRanges(TimeProvider time)
{
    /// <summary>How many may wait for one connection. 20.</summary>
    public const int Most = 20;

    private const int MostTries = 5;

    /// <summary>Notes days that are to be read again; what waits already waits once.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="range">Which days of which connection.</param>
    /// <param name="actor">Who asks; goes into the audit log with the note.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="OrgException">There is no such connection, it is not read just now, the days are none, or too many ranges wait already.</exception>
    public async Task AskAsync(ITenantStore tenant, OrderRange range, Actor actor, CancellationToken cancellation = default)
    {
        range.Checked();
        while (true)
        {
            var (document, connection) = await ConnectionChange.FindAsync(tenant, range.Connection, cancellation);
            if (!connection.Active) throw new OrgException($"Connection '{connection.Id}' of {tenant.Org} is not active. Resume it, or finish connecting it, first. Nothing was noted.");
            List<WaitingRange> waiting = [.. connection.Waiting.Where(w => (w.From, w.To) != (range.From, range.To)), new WaitingRange(range.From, range.To, ConnectionDirectory.AsStored(time.GetUtcNow()))];
            if (waiting.Count > Most)
                throw new OrgException($"{Most} ranges of days wait to be read again at connection '{connection.Id}' of {tenant.Org} already. Wait until a run has read them. Nothing was noted.");
            if (await ConnectionChange.TryCommitAsync(tenant, [Changed(document, connection with { Waiting = waiting }), Line("run.started", range, actor)], cancellation)) return;
        }
    }

    /// <summary>Takes a note away at somebody's word, such as one whose days the POS cannot give. A run that is reading them goes on.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="range">Which days of which connection.</param>
    /// <param name="actor">Who asks; goes into the audit log with it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>False where these days do not wait.</returns>
    /// <exception cref="OrgException">There is no such connection.</exception>
    public async Task<bool> WithdrawAsync(ITenantStore tenant, OrderRange range, Actor actor, CancellationToken cancellation = default)
    {
        while (true)
        {
            var (document, connection) = await ConnectionChange.FindAsync(tenant, range.Connection, cancellation);
            List<WaitingRange> left = [.. connection.Waiting.Where(w => (w.From, w.To) != (range.From, range.To))];
            if (left.Count == connection.Waiting.Count) return false;
            if (await ConnectionChange.TryCommitAsync(tenant, [Changed(document, connection with { Waiting = left }), Line("run.withdrawn", range, actor)], cancellation)) return true;
        }
    }

    /// <summary>Takes a note away whose days were read. Asked for again meanwhile, they wait on.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="id">Which connection.</param>
    /// <param name="done">The note as the run saw it.</param>
    /// <param name="fence">Goes with the commit.</param>
    /// <param name="cancellation">Ends the wait.</param>
    internal async Task DoneAsync(ITenantStore tenant, string id, WaitingRange done, DocumentWrite fence, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MostTries; attempt++) // more, and the lease is lost: then another run reads them once more
        {
            if (await tenant.GetAsync(ConnectionDirectory.PathOf(id), cancellation) is not { } document || ConnectionDocument.From(document) is not { } connection) return;
            if (!connection.Waiting.Contains(done)) return;
            var left = Changed(document, connection with { Waiting = [.. connection.Waiting.Where(w => w != done)] });
            if (await ConnectionChange.TryCommitAsync(tenant, [fence, left], cancellation)) return;
        }
    }

    private DocumentWrite Line(string action, OrderRange range, Actor actor) => AuditLog.Line(
        time, actor, action, range.Connection, string.Create(CultureInfo.InvariantCulture, $"orders again, {range.From:yyyy-MM-dd} to {range.To:yyyy-MM-dd}"));

    private DocumentWrite Changed(StoredDocument document, Connection connection) =>
        DocumentWrite.Replace(document.Path, ConnectionDocument.Body(time.GetUtcNow(), connection), document.Version);
}
