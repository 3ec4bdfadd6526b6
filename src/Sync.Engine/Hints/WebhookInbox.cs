using Sync.Engine.Documents;
using Sync.Engine.Leases;
using Sync.Engine.Writing;
using Sync.Store;

namespace Sync.Engine.Hints;

/// <summary>
/// An org's webhooks: in <c>webhook_events/{connection}~{event}</c> that they came, to know them when they come again; in
/// <c>webhook_hints</c> what they told of, until it was read; in <c>privacy_requests</c> what they ask of people's data.
/// </summary>
public static class WebhookInbox
{
    // Of one round; what is left, the next round takes.
    private const int MostAtOnce = 5000;
    private const int MostTries = 5;

    /// <summary>Keeps events that are not there yet, each with what it asks, in as few commits as can be.</summary>
    /// <returns>For each whether it is new; false for one that was sent before.</returns>
    /// <exception cref="StoreException">They could not be kept; some of them may be, which does no harm when they come again.</exception>
    public static async Task<IReadOnlyList<bool>> KeepAsync(ITenantStore tenant, IReadOnlyList<WebhookEvent> events, CancellationToken cancellation = default)
    {
        var isNew = new bool[events.Count];
        var left = Enumerable.Range(0, events.Count).DistinctBy(i => WebhookDocuments.PathOf(events[i])).ToList();
        for (var attempt = 1; left.Count > 0; attempt++)
        {
            try
            {
                foreach (var kept in await KeepAbsentAsync(tenant, events, left, cancellation)) isNew[kept] = true;
                left = [];
            }
            catch (StoreException e) when (e.Failure == StoreFailure.AlreadyExists && attempt < MostTries)
            {
                // Another process took the same event in meanwhile: looked up again, it is there.
            }
        }

        return isNew;
    }

    /// <summary>Whether anything waits.</summary>
    public static async Task<bool> AnyAsync(ITenantStore tenant, CancellationToken cancellation = default)
    {
        var one = new DocumentQuery { Collection = Collections.WebhookHints, Limit = 1, Select = ["receivedAt"] };
        await foreach (var _ in tenant.QueryAsync(one, cancellation)) return true;
        return false;
    }

    /// <summary>What waits for a connection, as much as one round takes; and whether that is not all.</summary>
    internal static async Task<(List<PendingEvent> Events, bool More)> PendingAsync(ITenantStore tenant, string connection, CancellationToken cancellation)
    {
        var (pending, prefix) = (new List<PendingEvent>(), WebhookDocuments.PrefixOf(connection));
        var query = new DocumentQuery { Collection = Collections.WebhookHints, StartAfterId = prefix, Limit = MostAtOnce };
        await foreach (var document in tenant.QueryAsync(query, cancellation))
        {
            if (!document.Path.Id.StartsWith(prefix, StringComparison.Ordinal)) break;
            pending.Add(WebhookDocuments.From(document));
        }

        return (pending, pending.Count == MostAtOnce);
    }

    /// <summary>Takes away what was done; the events are still known.</summary>
    internal static async Task FinishAsync(ITenantStore tenant, OrgLease lease, IEnumerable<PendingEvent> events, CancellationToken cancellation)
    {
        var commits = new BookkeepingCommits(tenant, lease.Fence);
        foreach (var done in events) await commits.AddAsync(DocumentWrite.Delete(done.Path), cancellation);
        await commits.FlushAsync(cancellation);
    }

    private static async Task<List<int>> KeepAbsentAsync(
        ITenantStore tenant, IReadOnlyList<WebhookEvent> events, List<int> which, CancellationToken cancellation)
    {
        var paths = which.Select(i => WebhookDocuments.PathOf(events[i])).ToList();
        var requests = which.Select(i => WebhookDocuments.PrivacyPathOf(events[i])).OfType<DocumentPath>().Distinct().ToList();
        var found = await tenant.GetManyAsync([.. paths, .. requests], cancellation);
        var known = found.OfType<StoredDocument>().Select(d => d.Path).ToHashSet();
        var absent = which.Where((_, at) => !known.Contains(paths[at])).ToList();
        var (batch, bytes) = (new List<DocumentWrite>(), 0L);
        foreach (var write in absent.SelectMany(i => WritesOf(tenant, events[i], known)))
        {
            if (batch.Count > 0 && (bytes + write.CommitBytes > tenant.Limits.MaxCommitBytes || batch.Count >= tenant.Limits.MaxCommitWrites))
            {
                await tenant.CommitAsync(batch, cancellation);
                (batch, bytes) = ([], 0);
            }

            batch.Add(write);
            bytes += write.CommitBytes;
        }

        if (batch.Count > 0) await tenant.CommitAsync(batch, cancellation);
        return absent;
    }

    // The event comes last: once it is known, it would not be taken in again.
    private static IEnumerable<DocumentWrite> WritesOf(ITenantStore tenant, WebhookEvent e, HashSet<DocumentPath> known)
    {
        if (WebhookDocuments.PrivacyPathOf(e) is { } request && known.Add(request))
            yield return DocumentWrite.Create(request, WebhookDocuments.PrivacyBody(e, tenant.Org.Value));
        if (WebhookDocuments.HintsPathOf(e) is { } hints) yield return DocumentWrite.Replace(hints, WebhookDocuments.HintsBody(e, tenant.Org.Value));
        yield return DocumentWrite.Create(WebhookDocuments.PathOf(e), WebhookDocuments.EventBody(e, tenant.Org.Value));
    }
}
