using System.Collections.Concurrent;
using System.Globalization;
using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Engine.Writing;
using Sync.Store;

namespace Sync.Engine.Streams;

/// <summary>
/// Orders that stood elsewhere than they do now, found by their documents or by another month's table: once it is known what the
/// store took, they lose their former row, and their former document where that stood in the other collection.
/// </summary>
internal sealed class FormerOrders(RunContext run, OrderTables tables)
{
    private const int ReadAtOnce = 300;

    // With a day of the month that they stood in; filled by several threads.
    private readonly ConcurrentQueue<(StableHash Key, DateOnly Date)> found = new();
    private readonly List<(string Id, StableHash Key, DateOnly Date)> unmatched = [];

    /// <summary>An order has a row in another month too.</summary>
    public void Note(StableHash key, DateOnly former) => found.Enqueue((key, former));

    /// <summary>An order's document was found where none was known.</summary>
    public void Note(StableHash key, DateOnly date, StoredDocument stored)
    {
        if (DateOnly.TryParseExact(stored.Body.Read().Text("businessDate"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var before)
            && OrderTables.MonthOf(before) != OrderTables.MonthOf(date)) Note(key, before);
    }

    /// <summary>
    /// An order of nobody, in a month that knows nothing of it. Should it have been somebody's in another month, its document in
    /// <c>orders</c> is not met by writing the new one, as it would be in the same collection: it is looked for.
    /// </summary>
    public async ValueTask NoteUnmatchedAsync(string id, StableHash key, DateOnly date, CancellationToken cancellation)
    {
        if (tables.AllLoaded) return; // no month that the search has not been through
        unmatched.Add((id, key, date));
        if (unmatched.Count >= ReadAtOnce) await LookAsync(cancellation);
    }

    /// <summary>Takes away what the orders have left behind.</summary>
    /// <param name="hasGone">Whether an order was deleted at the POS, and is removed by this run.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task SettleAsync(Func<StableHash, bool> hasGone, CancellationToken cancellation)
    {
        await LookAsync(cancellation);
        while (found.TryDequeue(out var order))
        {
            var former = await tables.OfAsync(order.Date, cancellation);
            if (hasGone(order.Key)) former.Remove(order.Key); // it moved and went in one answer
            if (!former.Contains(order.Key) || tables.Loaded.Values.FirstOrDefault(t => t != former && t.Contains(order.Key)) is not { } now) continue;
            var (was, id) = (KnownOrder.Of(former, order.Key).Matched, former.IdOf(order.Key));
            former.Remove(order.Key);
            if (was == KnownOrder.Of(now, order.Key).Matched) continue;
            var path = run.Scope.Path(was ? Collections.Orders : Collections.UnmatchedOrders, id);
            await run.Sink.AddAsync(new PendingRecord { Id = id, Upserts = [], Deletes = [path] });
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        if (unmatched.Count == 0) return;
        var documents = await run.Store.GetManyAsync([.. unmatched.Select(u => run.Scope.Path(Collections.Orders, u.Id))], cancellation);
        foreach (var ((_, key, date), document) in unmatched.Zip(documents))
            if (document is not null) Note(key, date, document);
        unmatched.Clear();
    }
}
