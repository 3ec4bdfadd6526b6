using Sync.Engine.Documents;
using Sync.Engine.Leases;
using Sync.Engine.Privacy;
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
    /// <returns>Whether something of them waits to be read: of one that is new, or of one that came before and was not read yet.</returns>
    /// <exception cref="StoreException">They could not be kept; some of them may be, which does no harm when they come again.</exception>
    public static async Task<bool> KeepAsync(ITenantStore tenant, IReadOnlyList<WebhookEvent> events, CancellationToken cancellation = default)
    {
        var each = events.DistinctBy(WebhookDocuments.PathOf).ToList();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return each.Count > 0 && await KeepAbsentAsync(tenant, each, cancellation);
            }
            catch (StoreException e) when (e.Failure is StoreFailure.AlreadyExists or StoreFailure.VersionChanged && attempt < MostTries)
            {
                // Another process took the same event or request in meanwhile: looked up again, it is there.
            }
        }
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

    private static async Task<bool> KeepAbsentAsync(ITenantStore tenant, IReadOnlyList<WebhookEvent> events, CancellationToken cancellation)
    {
        var requests = events.Select(WebhookDocuments.PrivacyPathOf).OfType<DocumentPath>().Distinct();
        var found = await tenant.GetManyAsync([.. events.Select(WebhookDocuments.PathOf), .. requests], cancellation);
        var known = found.OfType<StoredDocument>().ToDictionary(d => d.Path);
        var (absent, again) = (new List<WebhookEvent>(), new List<WebhookEvent>());
        foreach (var e in events) (known.ContainsKey(WebhookDocuments.PathOf(e)) ? again : absent).Add(e);
        var (batch, bytes) = (new List<DocumentWrite>(), 0L);
        var asked = new HashSet<DocumentPath>();
        foreach (var write in absent.SelectMany(e => WritesOf(tenant, e, known, asked)))
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
        return absent.Exists(e => WebhookDocuments.HintsPathOf(e) is not null) || await AnyLeftAsync(tenant, again, cancellation);
    }

    // What came before may have been kept by a process that answered too late, or was killed before it could read it.
    private static async Task<bool> AnyLeftAsync(ITenantStore tenant, List<WebhookEvent> again, CancellationToken cancellation)
    {
        var hints = again.Select(WebhookDocuments.HintsPathOf).OfType<DocumentPath>().ToList();
        return hints.Count > 0 && (await tenant.GetManyAsync(hints, cancellation)).Any(d => d is not null);
    }

    // One that is under way needs no second. One that has ended says nothing of who was stored since: a person may have been allowed again.
    private static DocumentWrite? AskWriteOf(DocumentPath request, WebhookEvent e, ITenantStore tenant, StoredDocument? before)
    {
        if (before is null) return DocumentWrite.Create(request, WebhookDocuments.PrivacyBody(e, tenant.Org.Value));
        return PrivacyTask.From(before).MayBeAskedAnew ? DocumentWrite.Replace(request, WebhookDocuments.PrivacyBody(e, tenant.Org.Value), before.Version) : null;
    }

    // The event comes last: once it is known, it would not be taken in again.
    private static IEnumerable<DocumentWrite> WritesOf(ITenantStore tenant, WebhookEvent e, Dictionary<DocumentPath, StoredDocument> known, HashSet<DocumentPath> asked)
    {
        if (WebhookDocuments.PrivacyPathOf(e) is { } request && asked.Add(request) && AskWriteOf(request, e, tenant, known.GetValueOrDefault(request)) is { } ask) yield return ask;
        if (WebhookDocuments.HintsPathOf(e) is { } hints) yield return DocumentWrite.Replace(hints, WebhookDocuments.HintsBody(e, tenant.Org.Value));
        yield return DocumentWrite.Create(WebhookDocuments.PathOf(e), WebhookDocuments.EventBody(e, tenant.Org.Value));
    }
}
