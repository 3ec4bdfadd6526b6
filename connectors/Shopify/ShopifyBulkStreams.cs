using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Sync.ConnectorKit;

namespace Sync.Connectors.Shopify;

/// <summary>The first history, from a file where that is faster.</summary>
internal sealed partial class ShopifyStreams
{
    // How long an operation takes before it writes its first record is published nowhere; some seconds to some minutes are reported.
    private static readonly TimeSpan BulkStart = TimeSpan.FromSeconds(60);

    private BulkKind<CustomerRow> BulkCustomers => new(
        Queries.Customers, Queries.CustomersCount, place => Filter(place), Queries.BulkCustomers, BulkRecord.Customer, (_, _) => { });

    private BulkKind<OrderRow> BulkOrders(OrderMapping mapping) => new(
        Queries.Orders, Queries.OrdersCount, OrderFilter, Queries.BulkOrders, BulkRecord.Order,
        (told, place) =>
        {
            mapping.TimeZone = Wire.Text(told.Shop?.IanaTimezone);
            NoteBeginning(new OrdersData(told.Shop, told.PublicApiVersions, told.CurrentAppInstallation, null), place);
        });

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
                if (inBulk = await IsFasterInBulkAsync(bulk, place, took, cancellation).ConfigureAwait(false)) break;
            }

            if (!inBulk) yield break;
        }

        await foreach (var page in FromFileOrPagesAsync(kind, bulk, place, cancellation).ConfigureAwait(false)) yield return page;
    }

    private async Task<bool> IsFasterInBulkAsync<TRow>(BulkKind<TRow> bulk, Place place, TimeSpan took, CancellationToken cancellation) where TRow : class
    {
        var (rows, cost) = client.PageOf(bulk.Pages);
        if (cost is not { ActualQueryCost: { } points, ThrottleStatus: { RestoreRate: > 0 and { } rate } bucket }) return false;
        if (await CountAsync(bulk, place, cancellation).ConfigureAwait(false) is not { } count) return false;
        var pages = Math.Max(0, (count - 1) / rows);
        var seconds = Math.Max(pages * took.TotalSeconds, (pages * points - (bucket.CurrentlyAvailable ?? 0)) / rate);
        return seconds > BulkStart.TotalSeconds;
    }

    private async Task<int?> CountAsync<TRow>(BulkKind<TRow> bulk, Place place, CancellationToken cancellation) where TRow : class
    {
        try
        {
            var filter = bulk.Filter(place);
            var reply = await client.AskAsync(
                bulk.Count, _ => new JsonObject { ["query"] = filter.Length > 0 ? filter : null }, ShopifyBulkJson.Default.AnswerCountData, "", cancellation).ConfigureAwait(false);
            return reply.Data.Count;
        }
        catch (ConnectorException e) when (e is FixSettingsException or ConnectorBugException)
        {
            return null; // Only a choice hangs on it, and pages are always right.
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

    // What changes after the operation began is found by the next read of changes, which begins before that.
    private async IAsyncEnumerable<RecordPage> FromFileAsync<TRow>(
        Kind<TRow> kind, BulkKind<TRow> bulk, Place place, [EnumeratorCancellation] CancellationToken cancellation) where TRow : class
    {
        var operation = new BulkOperation(connection, client);
        if (place.Bulk is not { } mark)
        {
            mark = new BulkMark(await operation.BeginAsync(bulk.Query(bulk.Filter(place)), cancellation).ConfigureAwait(false), 0, 0);
            place = place with { Bulk = mark };
            // Whoever takes up this read waits for the same operation.
            yield return new RecordPage([]) { Checkpoint = place.Checkpoint };
        }

        var told = await operation.WaitAsync(mark.Operation, cancellation).ConfigureAwait(false);
        bulk.Begun(told, place);
        if (told.BulkOperation!.Url is null)
        {
            if (told.BulkOperation.ObjectCount.Value > 0) throw new BulkUnusableException("its file is no longer there");
            yield return new RecordPage([]) { End = End(kind, place, nameless: false) };
            yield break;
        }

        var records = new BulkRecords<TRow>(new BulkFile(connection, told.BulkOperation), bulk.Open);
        await foreach (var page in MapAsync(kind, place, records.ReadAsync(mark, cancellation), told.BulkOperation, cancellation).ConfigureAwait(false)) yield return page;
    }

    private async IAsyncEnumerable<RecordPage> MapAsync<TRow>(
        Kind<TRow> kind, Place place, IAsyncEnumerable<BulkChunk<TRow>> chunks, BulkRow told, [EnumeratorCancellation] CancellationToken cancellation)
        where TRow : class
    {
        var nameless = false;
        await foreach (var chunk in chunks.ConfigureAwait(false))
        {
            var page = await MapAsync(kind, chunk.Rows, cancellation).ConfigureAwait(false);
            nameless |= IsNameless(kind, page, chunk.Rows);
            if (chunk.Next is { } next)
            {
                yield return page with { Checkpoint = (place with { Bulk = next }).Checkpoint };
                continue;
            }

            // A cursor at its end would say that the history is read.
            if (chunk.Lines < told.ObjectCount.Value) throw new BulkUnusableException("its file holds fewer records than Shopify counted");
            yield return page with { End = End(kind, place, nameless) };
        }
    }
}
