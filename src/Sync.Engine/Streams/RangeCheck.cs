using System.Globalization;
using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Engine.Streams;

/// <summary>
/// Before some days are read again: rows of orders and days whose stored document is not what the ledger says are marked, so
/// that what the POS answers, and what is counted from it, is written whatever the ledger believes.
/// </summary>
internal sealed class RangeCheck(RunContext run, OrderTables tables)
{
    private readonly RowWriter row = new();

    public async Task RunAsync(OrderRange range, CancellationToken cancellation)
    {
        run.Report("comparing orders", 0, null);
        var stored = new Dictionary<(UInt128, bool), UInt128>();
        await NoteAsync(stored, Collections.Orders, true, range, cancellation);
        await NoteAsync(stored, Collections.UnmatchedOrders, false, range, cancellation);
        for (var month = new DateOnly(range.From.Year, range.From.Month, 1); month <= range.To; month = month.AddMonths(1))
            if (run.Ledger.Manifest.Tables.ContainsKey(TableNames.Orders(month))) Mark(await tables.OfAsync(month, cancellation), month, range, stored);
        await MarkDaysAsync(range, cancellation);
    }

    private async Task NoteAsync(Dictionary<(UInt128, bool), UInt128> stored, string collection, bool matched, OrderRange range, CancellationToken cancellation)
    {
        await foreach (var document in run.Store.QueryAsync(DayQuery.Of(collection, range.From, range.To), cancellation))
            if (run.PosIdOf(document.Path) is { } id)
                stored[(StableHash.Of(id), matched)] = BodyParts.Fingerprint(document.Body.CanonicalOf(matched ? OrderDocument.MatchedFields : OrderDocument.UnmatchedFields));
    }

    private void Mark(LedgerTable table, DateOnly month, OrderRange range, Dictionary<(UInt128, bool), UInt128> stored)
    {
        foreach (var key in table.Keys())
        {
            table.TryGet(key, out var bytes);
            var order = OrderRow.Read(bytes);
            if (!range.Has(month.AddDays(order.Day - 1))) continue;
            if (stored.TryGetValue((key, order.Matched), out var fingerprint) && fingerprint == order.Fingerprint) continue;
            order.WriteMoved(row, 0, order.Matched ? System.Text.Encoding.UTF8.GetString(order.Customer) : null);
            table.Set(table.IdOf(key), key, row.Written);
        }
    }

    private async Task MarkDaysAsync(OrderRange range, CancellationToken cancellation)
    {
        var days = await run.Ledger.TableAsync(TableNames.Days, cancellation);
        var stored = new Rebuilding.DayRebuild(run);
        await foreach (var document in run.Store.QueryAsync(DayQuery.Of(Collections.DailySales, range.From, range.To), cancellation)) stored.Add(document);
        var found = stored.Table();
        foreach (var key in days.Keys())
        {
            var id = days.IdOf(key);
            if (!DateOnly.TryParseExact(id.AsSpan(Math.Max(0, id.Length - 10)), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || !range.Has(date)) continue;
            days.TryGet(key, out var bytes);
            if (found.TryGet(key, out var real) && new RowReader(real).Fingerprint64() == new RowReader(bytes).Fingerprint64()) continue;
            var known = new RowReader(bytes);
            known.Fingerprint64();
            var parts = known.Unsigned();
            row.Clear();
            row.Fingerprint(0UL);
            row.Unsigned(parts);
            days.Set(id, key, row.Written);
        }
    }
}
