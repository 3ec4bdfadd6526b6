using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Sync.ConnectorKit;

namespace Sync.Connectors.Clover;

/// <summary>
/// Reads orders by modification time: the first read from the newest down, then, as each later one, upwards from where the
/// last one ended. Each page starts at the time at which the one before ended, so that nothing is lost when orders are edited
/// meanwhile: an edit moves an order up, never down.
/// </summary>
internal sealed partial class CloverOrders(ConnectionContext connection, CloverClient client)
{
    public static readonly ListQuery Query = new("orders", "ORDERS_R and PAYMENTS_R") { Limit = 250, Expand = Expand };

    private const string Expand = "lineItems,lineItems.discounts,lineItems.modifications,payments,payment.cardTransaction,refunds,credits,voids,customers,discounts,serviceCharge,orderType";

    // Clover looks back 90 days for some filters; modifiedTime is not said to be one of them, and steps of 90 days cost next to nothing.
    private const long Step = 90L * 86_400_000;

    // Lists inside an order stop here without a word (a public audit of the sandbox).
    private const int NestedLimit = 100;

    // A payment that changed so long after it was made, such as by a tip or a void, may have left its order's time alone. Orders are
    // read again for as long as the overlap after their time, and for less where our clock is ahead: what is later is looked up.
    private const long LateChange = Settings.Overlap / 2;

    // Clover did not exist before; for merchants that do not say since when they do.
    private static readonly long Oldest = new DateTimeOffset(2010, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly HashSet<string> seen = [];
    private OrderMapping? mapping;
    private long start;
    private long latest;
    private int tests;
    private bool nameless; // a row came whose id could not be read: nothing absent counts as gone
    private int size; // of the first page: a server may send fewer rows than asked for on every page

    public async IAsyncEnumerable<RecordPage> ReadAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        start = connection.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var resumed = cursor is not null;
        var at = OrderCursor.Parse(cursor, start) ?? await FirstAsync(cancellation).ConfigureAwait(false);
        size = at.Footing?.Size ?? 0;
        if (at.Down is { } down)
        {
            mapping = new OrderMapping(connection.Currency, client.MerchantId, down.Zone);
            var high = down.HighWater;
            await foreach (var (page, next) in DownAsync(at, down, cancellation).ConfigureAwait(false))
            {
                high = next.Down?.HighWater ?? next.At ?? high;
                yield return page with { Checkpoint = next.ToString() };
            }

            at = new OrderCursor(high, at.Checked);
        }

        var whole = !resumed && connection.Settings.Number(Settings.HistoryDays) is null;
        await foreach (var page in UpAsync(at, cancellation).ConfigureAwait(false))
            yield return page.End is { } end && whole && !nameless ? page with { End = end with { Coverage = CoverageKind.Everything } } : page;
    }

    private async Task<OrderCursor> FirstAsync(CancellationToken cancellation)
    {
        var merchant = await client.MerchantAsync(cancellation).ConfigureAwait(false);
        var floor = Wire.Whole(merchant.CreatedTime) ?? Oldest;
        if (connection.Settings.Number(Settings.HistoryDays) is { } days) floor = Math.Max(floor, start - days * 86_400_000L);
        return new OrderCursor(null, start) { Down = new DownState(floor, -1, Wire.Text(merchant.Timezone)) };
    }

    private async IAsyncEnumerable<(RecordPage Page, OrderCursor Next)> DownAsync(OrderCursor at, DownState down, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var bottom = Math.Max(down.Floor, (at.At ?? start) - Step);
            await foreach (var rows in WindowAsync(bottom, at.At, true, at.Footing, cancellation).ConfigureAwait(false))
            {
                // The first row of all is the latest change; a day's reserve where there is none to go by.
                if (down.HighWater < 0) down = down with { HighWater = Math.Min(start - Settings.Overlap, rows.First + 1 ?? start - 86_400_000) };
                at = at with { At = rows.Last ? bottom - 1 : rows.Edge ?? at.At, Down = down, Footing = rows.Last ? null : rows.Footing };
                var ended = rows.Last && bottom <= down.Floor;
                yield return (await MapAsync(rows.Fresh, cancellation).ConfigureAwait(false), ended ? new OrderCursor(down.HighWater, at.Checked) : at);
                if (ended) yield break;
            }
        }
    }

    private async IAsyncEnumerable<RecordPage> UpAsync(OrderCursor at, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var from = at.At ?? 0;
        var due = start - at.Checked >= connection.Settings.Number(Settings.RecheckHours) * 3_600_000L && start > at.Checked;
        var (bottom, ended, footing) = (from, false, at.Footing);
        while (!ended)
        {
            // The last window is open: what is edited while it is read moves to its end and is read there.
            long? top = bottom + Step < start ? bottom + Step : null;
            await foreach (var rows in WindowAsync(bottom, top, false, footing, cancellation).ConfigureAwait(false))
            {
                ended = rows.Last && top is null;
                var page = await MapAsync(rows.Fresh, cancellation).ConfigureAwait(false);
                var next = new OrderCursor(rows.Last && top is not null ? top : rows.Edge ?? bottom, at.Checked) { Footing = rows.Last ? null : rows.Footing };
                yield return ended && !due ? page with { End = End(from, at.Checked) } : page with { Checkpoint = next.ToString() };
            }

            (bottom, footing) = (top ?? bottom, null);
        }

        if (!due) yield break;
        await foreach (var page in RecheckAsync(at.Checked - Settings.Overlap, cancellation).ConfigureAwait(false)) yield return page;
        yield return new RecordPage([]) { End = End(from, start) };
    }

    // Never later than what was seen, and never so late that a straggler is missed.
    private StreamEnd End(long from, long checkedAt)
    {
        var next = new OrderCursor(Math.Min(start - Settings.Overlap, Math.Max(latest + 1, from)), checkedAt);
        return new StreamEnd(next.ToString(), CoverageKind.Changes)
        {
            Warnings = [.. tests > 0 ? [$"{tests} orders of the test mode left out"] : (string[])[], .. nameless ? [CloverStreams.Unreadable] : (string[])[]],
        };
    }

    private sealed record WindowRows(List<OrderRow?> Fresh, long? First, long? Edge, Footing? Footing, bool Last);

    private async IAsyncEnumerable<WindowRows> WindowAsync(long bottom, long? top, bool down, Footing? footing, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (edge, atEdge, offset, steps) = (down ? top : bottom, new HashSet<string>(), footing?.Offset ?? 0, 0);
        if (footing is not null) atEdge.Add(footing.Anchor);
        List<string?> earlier = [];
        WindowRows page;
        do
        {
            var rows = await FetchAsync(down ? bottom : edge, down ? edge : top, down, offset, cancellation).ConfigureAwait(false);
            var ids = rows.ConvertAll(r => r?.Id);
            if (offset > 0 && rows.Count > 1 && ids.SequenceEqual(earlier))
                throw new RestartPagingException("Clover sent the same orders again. Sync will read again; nothing was removed.", "A page is the one before.");
            earlier = ids;
            if (offset > 0 && atEdge.Count > 0 && !rows.Exists(r => r?.Id is { } id && atEdge.Contains(id)))
            {
                // Orders of one and the same time, more than a page of them, and some moved away: their first again.
                if (++steps > 20) throw new RestartPagingException("Clover's orders change faster than they can be read. Sync will read again; nothing was removed.", "Lost the footing 20 times.");
                (offset, page) = (0, new WindowRows([], null, edge, null, false));
                continue;
            }

            var before = edge;
            var fresh = rows.Where(r => r?.Id is not { } id || TimeOf(r) != before || !atEdge.Contains(id)).ToList();
            var times = rows.Select(TimeOf).OfType<long>().ToList();
            Sorted(times, down);
            edge = times.Count > 0 ? times[^1] : edge;
            if (edge != before) atEdge.Clear();
            foreach (var row in rows) if (row?.Id is { } id && TimeOf(row) == edge) atEdge.Add(id);
            if (size == 0) size = ids.Distinct().Count(); // a row that came twice is one
            var last = rows.Count < size || (rows.Count < 2 && fresh.Count == 0);
            offset = edge != before ? 0 : offset + Math.Max(1, rows.Count - 1);
            var anchor = rows.LastOrDefault(r => r?.Id is not null)?.Id ?? footing?.Anchor;
            footing = anchor is null ? null : new Footing(offset, size, anchor);
            page = new WindowRows(fresh, times.Count > 0 ? times[0] : null, edge, footing, last);
            yield return page;
        }
        while (!page.Last);
    }

    private Task<List<OrderRow?>> FetchAsync(long? bottom, long? top, bool down, int offset, CancellationToken cancellation)
    {
        var filters = new List<string>(2);
        if (bottom is { } b) filters.Add("modifiedTime>=" + ListCursor.Text(b));
        if (top is { } t) filters.Add((down ? "modifiedTime<=" : "modifiedTime<") + ListCursor.Text(t));
        return client.ListAsync(Query with { Filters = filters, OrderBy = down ? "modifiedTime DESC" : "modifiedTime ASC" }, CloverJson.Default.OrderRow, offset, cancellation);
    }

    private static long? TimeOf(OrderRow? row) => Wire.Whole(row?.ModifiedTime ?? default);

    private static void Sorted(List<long> times, bool down)
    {
        for (var i = 1; i < times.Count; i++)
            if (down ? times[i] > times[i - 1] : times[i] < times[i - 1]) throw new ConnectorBugException("Clover's orders did not come in the order that was asked for.");
    }

    /// <summary>An order once its lists were read.</summary>
    /// <param name="Row">The order, its lists as far as they could be read.</param>
    private sealed record FilledOrder(OrderRow Row)
    {
        /// <summary>Whether it was deleted after it was listed.</summary>
        public bool Gone { get; init; }

        /// <summary>Why it cannot be told whole; null where it is.</summary>
        public SkipRecordException? Cut { get; init; }
    }

    private async Task<RecordPage> MapAsync(List<OrderRow?> rows, CancellationToken cancellation)
    {
        if (rows.Count > 0) mapping ??= new OrderMapping(connection.Currency, client.MerchantId, Wire.Text((await client.MerchantAsync(cancellation).ConfigureAwait(false)).Timezone));
        nameless |= rows.Exists(r => r?.Id is null);
        foreach (var row in rows)
        {
            latest = Math.Max(latest, TimeOf(row) ?? 0);
            if (row?.Id is { } id) seen.Add(id);
        }

        var there = rows.Where(r => !IsDeleted(r) && r?.TestMode != true).ToList();
        tests += rows.Count(r => r?.TestMode == true);
        var filled = await Task.WhenAll(there.Select(r => FillAsync(r, cancellation))).ConfigureAwait(false);
        return Rows.Map([.. filled.Where(o => o?.Gone != true)], o => o.Row.Id, (order, id) => order.Cut is { } cut ? throw cut : mapping!.Map(order.Row, id)) with
        {
            Deleted = [.. rows.Where(IsDeleted).Concat(filled.Where(o => o?.Gone == true).Select(o => o!.Row)).Select(r => r!.Id!)],
        };
    }

    private static bool IsDeleted(OrderRow? row) => row is { Id: not null } && Wire.Whole(row.DeletedTimestamp) > 0;

    private async Task<FilledOrder?> FillAsync(OrderRow? row, CancellationToken cancellation)
    {
        if (row?.Id is not { } id) return row is null ? null : new FilledOrder(row);
        if (row.Unread) return new FilledOrder(row) { Cut = new SkipRecordException(Rows.Unreadable, Rows.Shapeless) };
        try
        {
            row = await ListsAsync(row, "orders/" + Uri.EscapeDataString(id) + "/", cancellation).ConfigureAwait(false);
        }
        catch (FixSettingsException e) when (e.Setting == Settings.MerchantId)
        {
            return new FilledOrder(row) { Gone = true }; // 404
        }
        catch (SkipRecordException e)
        {
            return new FilledOrder(row) { Cut = e };
        }

        var since = "createdTime>=" + ListCursor.Text(Wire.Whole(row.CreatedTime) ?? 0);
        if (IsFull(row.Refunds)) row = row with { Refunds = await BackAsync("refunds", id, since, cancellation).ConfigureAwait(false) };
        if (IsFull(row.Credits)) row = row with { Credits = await BackAsync("credits", id, since, cancellation).ConfigureAwait(false) };
        return new FilledOrder(row);
    }

    private async Task<OrderRow> ListsAsync(OrderRow row, string path, CancellationToken cancellation)
    {
        if (IsFull(row.LineItems))
            row = row with { LineItems = new() { Elements = await client.AllAsync(new ListQuery(path + "line_items", "ORDERS_R") { Expand = "discounts,modifications" }, CloverJson.Default.LineRow, l => l.Id, cancellation).ConfigureAwait(false) } };
        if (IsFull(row.Payments))
            row = row with { Payments = await UnpublishedAsync(new ListQuery(path + "payments", "PAYMENTS_R"), CloverJson.Default.PaymentRow, p => p.Id, cancellation).ConfigureAwait(false) };
        if (IsFull(row.Discounts))
            row = row with { Discounts = await UnpublishedAsync(new ListQuery(path + "discounts", "ORDERS_R"), CloverJson.Default.DiscountRow, d => d.Id, cancellation).ConfigureAwait(false) };
        return row;
    }

    private static bool IsFull<T>(ListOf<T>? list) where T : class => list?.Elements?.Count >= NestedLimit;

    // Of an order's lists only its lines are published as one of their own: where there is no other, that order alone is left out.
    private async Task<ListOf<T>> UnpublishedAsync<T>(ListQuery query, JsonTypeInfo<T> type, Func<T, string?> idOf, CancellationToken cancellation) where T : class
    {
        try
        {
            return new ListOf<T> { Elements = await client.AllAsync(query, type, idOf, cancellation).ConfigureAwait(false) };
        }
        catch (FixSettingsException e) when (e.Setting == Settings.BaseUrl)
        {
            throw new SkipRecordException("list cut short", $"One of its lists holds {NestedLimit} or more, and Clover does not list the rest: {e.Message}", e); // 405
        }
    }

    // These have no list of their own under an order: the merchant's, since the order was made.
    private async Task<ListOf<RefundRow>> BackAsync(string list, string order, string since, CancellationToken cancellation)
    {
        var rows = await client.AllAsync(new ListQuery(list, "PAYMENTS_R") { Filters = [since] }, CloverJson.Default.RefundRow, r => r.Id, cancellation).ConfigureAwait(false);
        return new ListOf<RefundRow> { Elements = [.. rows.Where(r => r?.OrderRef?.Id == order)] };
    }

    // Whether an order's time moves with a refund is not documented: what money says by its own times is looked up now and then.
    private async IAsyncEnumerable<RecordPage> RecheckAsync(long since, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var time = ListCursor.Text(since);
        var refunds = client.AllAsync(new ListQuery("refunds", "PAYMENTS_R") { Filters = ["createdTime>=" + time] }, CloverJson.Default.RefundRow, r => r.Id, cancellation);
        var credits = client.AllAsync(new ListQuery("credits", "PAYMENTS_R") { Filters = ["createdTime>=" + time] }, CloverJson.Default.RefundRow, r => r.Id, cancellation);
        var payments = client.AllAsync(new ListQuery("payments", "PAYMENTS_R") { Filters = ["modifiedTime>=" + time] }, CloverJson.Default.PaymentRow, p => p.Id, cancellation);
        var deleted = client.AllAsync(new ListQuery("orders", "ORDERS_R") { Filters = ["deletedTime>=" + time] }, CloverJson.Default.OrderRow, o => o.Id, cancellation);
        await Task.WhenAll(refunds, credits, payments, deleted).ConfigureAwait(false);
        var gone = (await deleted.ConfigureAwait(false)).Where(IsDeleted).Select(o => o!.Id!).ToHashSet();
        var touched = (await refunds.ConfigureAwait(false)).Concat(await credits.ConfigureAwait(false)).Select(r => r?.OrderRef?.Id)
            .Concat((await payments.ConfigureAwait(false)).Where(ChangedLate).Select(p => p?.Order?.Id))
            .OfType<string>().Distinct().Where(id => !seen.Contains(id) && !gone.Contains(id)).ToList();
        var kept = latest;
        foreach (var chunk in touched.Chunk(NestedLimit))
        {
            var orders = await Task.WhenAll(chunk.Select(async id => (Id: id, Row: await client.OrderAsync(id, Expand, cancellation).ConfigureAwait(false)))).ConfigureAwait(false);
            gone.UnionWith(orders.Where(o => o.Row is null).Select(o => o.Id));
            yield return await MapAsync([.. orders.Select(o => o.Row).OfType<OrderRow>()], cancellation).ConfigureAwait(false);
        }

        latest = kept; // what was fetched by id proves nothing of the times before it
        if (gone.Count > 0) yield return new RecordPage([]) { Deleted = [.. gone] };
    }

    private static bool ChangedLate(PaymentRow? row) => Wire.Whole(row?.ModifiedTime ?? default) - Wire.Whole(row?.CreatedTime ?? default) > LateChange;
}
