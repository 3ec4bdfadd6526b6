using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Sync.ConnectorKit;

namespace Sync.Connectors.Shopify;

/// <summary>The first history, from files where that is faster.</summary>
internal sealed partial class ShopifyStreams
{
    // How long an operation takes before it writes its first record is published nowhere; some seconds to some minutes are reported.
    private static readonly TimeSpan BulkStart = TimeSpan.FromSeconds(60);

    // A file may begin with the oldest sale: those of the last months are fetched for themselves, and first.
    private static readonly int[] EdgeDays = [60, 365];

    private BulkKind<CustomerRow> BulkCustomers => new(
        Queries.Customers, Queries.CustomersCount, place => Filter(place), Queries.BulkCustomers, BulkRecord.Customer, (_, _) => { });

    private BulkKind<OrderRow> BulkOrders(OrderMapping mapping) => new(
        Queries.Orders, Queries.OrdersCount, OrderFilter, Queries.BulkOrders, BulkRecord.Order,
        (told, place) =>
        {
            mapping.TimeZone = Wire.Text(told.Shop?.IanaTimezone);
            NoteBeginning(new OrdersData(told.Shop, told.PublicApiVersions, told.CurrentAppInstallation, null), place);
        })
    {
        Edges = place => EdgeDays.Select(days => place.Next.AddDays(-days)).Where(edge => !(edge <= Oldest(place))),
    };

    private BulkKind<ProductRow> BulkProducts(Action<string?> currency) => new(
        Queries.Products, Queries.ProductsCount, place => Filter(place), filter => Queries.BulkProducts(filter, client.MaySeeCosts), BulkRecord.Product,
        (told, _) =>
        {
            currency(told.Shop?.CurrencyCode);
            if (!client.MaySeeCosts) warnings.Withheld([CostsField]);
        });

    // By page, or from a file and by page only where that comes to nothing.
    private async IAsyncEnumerable<RecordPage> ReadAsync<TRow>(
        Kind<TRow> kind, BulkKind<TRow> bulk, Place place, [EnumeratorCancellation] CancellationToken cancellation) where TRow : class
    {
        var setting = connection.Settings.Text(Settings.Bulk);
        var first = place is { Whole: true, Resumed: false };
        var inBulk = setting != Settings.BulkOff && (place.Bulk is not null || first && setting == Settings.BulkOn);
        if (!inBulk)
        {
            var asks = first && setting == Settings.BulkAuto;
            var began = connection.Time.GetTimestamp();
            await foreach (var page in PagesAsync(kind, place with { Bulk = null }, cancellation).ConfigureAwait(false))
            {
                var took = connection.Time.GetElapsedTime(began);
                yield return page;
                if (!asks || page.End is not null) continue;
                asks = false;
                // What the first page brought comes again from the file, and is equal.
                if (await FasterInBulkAsync(bulk, place, took, cancellation).ConfigureAwait(false) is not { } windows) continue;
                (place, inBulk) = (place with { Bulk = BulkMark.Begin(windows) }, true);
                break;
            }

            if (!inBulk) yield break;
        }

        await foreach (var page in FromFileOrPagesAsync(kind, bulk, place, cancellation).ConfigureAwait(false)) yield return page;
    }

    // The windows to read by, where that is faster; else null.
    private async Task<BulkWindows?> FasterInBulkAsync<TRow>(BulkKind<TRow> bulk, Place place, TimeSpan took, CancellationToken cancellation) where TRow : class
    {
        var (rows, cost) = client.PageOf(bulk.Pages);
        if (cost is not { ActualQueryCost: { } points, ThrottleStatus: { RestoreRate: > 0 and { } rate } bucket }) return null;
        if (await CountAsync(bulk, bulk.Filter(place), cancellation).ConfigureAwait(false) is not { } count) return null;
        var pages = Math.Max(0, (count - 1) / rows);
        var seconds = Math.Max(pages * took.TotalSeconds, (pages * points - (bucket.CurrentlyAvailable ?? 0)) / rate);
        if (seconds <= BulkStart.TotalSeconds) return null;
        var windows = await WindowsAsync(bulk, place, cancellation).ConfigureAwait(false);
        return seconds > BulkStart.TotalSeconds * (windows.Edges.Count + 1) ? windows : null;
    }

    // A young shop, or an app that sees recent orders only, is one operation. What was counted decides on no more than that: the
    // windows are all there is, whatever they hold.
    private async Task<BulkWindows> WindowsAsync<TRow>(BulkKind<TRow> bulk, Place place, CancellationToken cancellation) where TRow : class
    {
        var edges = new List<DateTimeOffset>();
        foreach (var edge in bulk.Edges(place))
        {
            if (await CountAsync(bulk, Both(bulk.Filter(place), BulkWindows.OlderThan(edge).Filter), cancellation).ConfigureAwait(false) == 0) break;
            edges.Add(edge);
        }

        return new BulkWindows(edges, 0);
    }

    private static string Both(params IEnumerable<string> filters) => string.Join(" AND ", filters.Where(f => f.Length > 0));

    private async Task<int?> CountAsync<TRow>(BulkKind<TRow> bulk, string filter, CancellationToken cancellation) where TRow : class
    {
        try
        {
            var reply = await client.AskAsync(
                bulk.Count, _ => new JsonObject { ["query"] = filter.Length > 0 ? filter : null }, ShopifyBulkJson.Default.AnswerCountData, "", cancellation).ConfigureAwait(false);
            return reply.Data.Count;
        }
        catch (ConnectorException e) when (e is FixSettingsException or ConnectorBugException)
        {
            return null; // Only a choice hangs on it, and both are right.
        }
    }

    private async IAsyncEnumerable<RecordPage> FromFileOrPagesAsync<TRow>(
        Kind<TRow> kind, BulkKind<TRow> bulk, Place place, [EnumeratorCancellation] CancellationToken cancellation) where TRow : class
    {
        await using var pages = FromFileAsync(kind, bulk, place, cancellation).GetAsyncEnumerator(cancellation);
        while (true)
        {
            try
            {
                if (!await pages.MoveNextAsync().ConfigureAwait(false)) yield break;
            }
            catch (BulkUnusableException e)
            {
                warnings.Once($"Shopify's bulk operation was of no use ({e.Message}); the records were read page by page, which takes longer");
                break;
            }

            yield return pages.Current;
        }

        // From the top: the file's order is not that of the pages, so that no place in it is one among them.
        await foreach (var page in PagesAsync(kind, place with { Bulk = null }, cancellation).ConfigureAwait(false)) yield return page;
    }

    // One window after the other, each an operation with a file of its own. What changes after the first began is found by the next
    // read of changes, which begins before that.
    private async IAsyncEnumerable<RecordPage> FromFileAsync<TRow>(
        Kind<TRow> kind, BulkKind<TRow> bulk, Place place, [EnumeratorCancellation] CancellationToken cancellation) where TRow : class
    {
        var mark = place.Bulk ?? BulkMark.Begin(await WindowsAsync(bulk, place, cancellation).ConfigureAwait(false));
        var nameless = false;
        for (var ended = false; !ended;)
        {
            await foreach (var step in WindowAsync(kind, bulk, place with { Bulk = mark }, cancellation).ConfigureAwait(false))
            {
                nameless |= step.Nameless;
                (ended, mark) = (step.Next is null, step.Next ?? mark);
                // Within a window days go to and fro, and tell nothing of how far the read is.
                yield return step.Next is { } next
                    ? step.Page with { Checkpoint = (place with { Bulk = next }).Checkpoint, Ahead = !mark.Windows.IsWhole }
                    : step.Page with { End = End(kind, place, nameless, filtered: !mark.Windows.IsWhole), Ahead = !mark.Windows.IsWhole };
            }
        }
    }

    // The pages of one window, and where the read goes on after each; nowhere after the last window.
    private async IAsyncEnumerable<(RecordPage Page, bool Nameless, BulkMark? Next)> WindowAsync<TRow>(
        Kind<TRow> kind, BulkKind<TRow> bulk, Place place, [EnumeratorCancellation] CancellationToken cancellation) where TRow : class
    {
        var (operation, mark) = (new BulkOperation(connection, client), place.Bulk!);
        if (mark.Operation.Length == 0)
        {
            var query = bulk.Query(Both(bulk.Filter(place), mark.Windows.Filter));
            mark = mark with { Operation = await operation.BeginAsync(query, cancellation).ConfigureAwait(false) };
            // Whoever takes up this read waits for the same operation.
            yield return (new RecordPage([]), false, mark);
        }

        var told = await operation.WaitAsync(mark.Operation, cancellation).ConfigureAwait(false);
        bulk.Begun(told, place);
        var after = mark.Windows.IsLast ? null : BulkMark.Begin(mark.Windows.Next);
        if (told.BulkOperation!.Url is null)
        {
            if (told.BulkOperation.ObjectCount.Value > 0) throw new BulkUnusableException("its file is no longer there");
            yield return (new RecordPage([]), false, after);
            yield break;
        }

        var records = new BulkRecords<TRow>(new BulkFile(connection, told.BulkOperation), bulk.Open);
        await foreach (var chunk in records.ReadAsync(mark, cancellation).ConfigureAwait(false))
        {
            var page = await MapAsync(kind, chunk.Rows, cancellation).ConfigureAwait(false);
            // A cursor at its end would say that the history is read.
            if (chunk.Next is null && chunk.Lines < told.BulkOperation.ObjectCount.Value) throw new BulkUnusableException("its file holds fewer records than Shopify counted");
            yield return (page, IsNameless(kind, page, chunk.Rows), chunk.Next ?? after);
        }
    }
}
