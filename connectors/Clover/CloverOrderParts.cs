using System.Text.Json.Serialization.Metadata;
using Sync.ConnectorKit;

namespace Sync.Connectors.Clover;

/// <summary>Maps orders, each with all that belongs to it: a list inside one that may have been cut is read to its end by its own call.</summary>
internal sealed partial class CloverOrders
{
    // Lists inside an order stop here without a word (a public audit of the sandbox).
    private const int NestedLimit = 100;

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
}
