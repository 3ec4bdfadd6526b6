using Sync.Engine.Hints;
using Sync.Model;
using Sync.Store;

namespace Sync.Web.Webhooks;

/// <summary>
/// Makes events durable. Those of one org that come while a commit is under way go into the next one together, so that hundreds a
/// second take few commits; each is answered for once the commit that holds it is there.
/// </summary>
/// <param name="store">Where they are kept.</param>
/// <param name="time">The clock of the wait.</param>
/// <param name="arrived">Told of each org for which something waits to be read, whether or not the sender still waits.</param>
internal sealed class WebhookWriter(IDocumentStore store, TimeProvider time, Action<OrgId> arrived)
{
    // More than any POS sends in the time that it waits for an answer; beyond, it is told to come again.
    private const int MostWaiting = 20_000;
    private const int MostAtOnce = 200;

    // Toast, the most hasty, waits for two seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.8);

    private readonly Lock gate = new();
    private readonly Dictionary<OrgId, Queue<Entry>> queues = [];
    private int waiting;

    /// <summary>Keeps an event, unless it was kept before.</summary>
    /// <exception cref="StoreException">It could not be kept in time; it may be later, which does no harm when it comes again.</exception>
    public async Task KeepAsync(OrgId org, WebhookEvent e)
    {
        var entry = new Entry(e);
        lock (gate)
        {
            if (waiting >= MostWaiting) throw Late();
            waiting++;
            if (queues.TryGetValue(org, out var queue)) queue.Enqueue(entry);
            else
            {
                queues[org] = new Queue<Entry>([entry]);
                _ = Task.Run(() => DrainAsync(org));
            }
        }

        try
        {
            await entry.Kept.Task.WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            throw Late();
        }
    }

    private async Task DrainAsync(OrgId org)
    {
        while (Next(org) is { Count: > 0 } batch)
        {
            // One that cannot be stored at all must not keep the others from it.
            if (await KeepAsync(org, batch, last: batch.Count == 1)) continue;
            foreach (var entry in batch) await KeepAsync(org, [entry], last: true);
        }
    }

    /// <summary>Keeps events together; false where one of them has to be tried by itself.</summary>
    private async Task<bool> KeepAsync(OrgId org, List<Entry> batch, bool last)
    {
        try
        {
            if (await WebhookInbox.KeepAsync(store.OpenTenant(org), [.. batch.Select(b => b.Event)])) arrived(org);
            foreach (var entry in batch) entry.Kept.TrySetResult();
            return true;
        }
        catch (StoreException e) when (e.Failure is StoreFailure.InvalidDocument or StoreFailure.TooLarge && !last)
        {
            return false;
        }
        catch (Exception failure)
        {
            foreach (var entry in batch) entry.Kept.TrySetException(failure); // told to each sender
            return true;
        }
    }

    private List<Entry> Next(OrgId org)
    {
        lock (gate)
        {
            var (queue, batch) = (queues[org], new List<Entry>());
            while (batch.Count < MostAtOnce && queue.TryDequeue(out var entry)) batch.Add(entry);
            if (batch.Count == 0) queues.Remove(org);
            waiting -= batch.Count;
            return batch;
        }
    }

    private static StoreException Late() => new(StoreFailure.Unavailable, "Webhooks come faster than the store takes them.");

    private sealed record Entry(WebhookEvent Event)
    {
        public TaskCompletionSource Kept { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
