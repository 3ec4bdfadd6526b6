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
        var days = await run.Ledger.TableAsync(TableNames.Days, cancellation);
        var known = days.Keys().Select(k => (Key: k, Date: DateOf(days.IdOf(k)))).Where(d => d.Date is { } date && range.Has(date)).ToLookup(d => MonthOf(d.Date!.Value), d => d.Key);
        // Month by month: what a range of years holds is too much for one answer.
        for (var month = MonthOf(range.From); month <= range.To; month = month.AddMonths(1))
        {
            var part = range with { From = Later(range.From, month), To = Earlier(range.To, month.AddMonths(1).AddDays(-1)) };
            if (run.Ledger.Manifest.Tables.ContainsKey(TableNames.Orders(month))) await CheckOrdersAsync(month, part, cancellation);
            if (known.Contains(month)) await MarkDaysAsync(days, [.. known[month]], part, cancellation);
        }
    }

    private static DateOnly MonthOf(DateOnly date) => new(date.Year, date.Month, 1);

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;

    private async Task CheckOrdersAsync(DateOnly month, OrderRange range, CancellationToken cancellation)
    {
        var stored = new Dictionary<(StableHash, bool), StableHash>();
        await NoteAsync(stored, Collections.Orders, true, range, cancellation);
        await NoteAsync(stored, Collections.UnmatchedOrders, false, range, cancellation);
        Mark(await tables.OfAsync(month, cancellation), month, range, stored);
    }

    private async Task NoteAsync(Dictionary<(StableHash, bool), StableHash> stored, string collection, bool matched, OrderRange range, CancellationToken cancellation)
    {
        await foreach (var document in run.Store.QueryAsync(DayQuery.Of(collection, range.From, range.To), cancellation))
            if (run.PosIdOf(document.Path) is { } id)
                stored[(StableHash.Of(id), matched)] = BodyParts.Fingerprint(document.Body.CanonicalOf(matched ? OrderDocument.MatchedFields : OrderDocument.UnmatchedFields));
    }

    private void Mark(LedgerTable table, DateOnly month, OrderRange range, Dictionary<(StableHash, bool), StableHash> stored)
    {
        foreach (var key in table.Keys())
        {
            table.TryGet(key, out var bytes);
            var order = OrderRow.Read(bytes);
            if (!range.Has(month.AddDays(order.Day - 1))) continue;
            if (stored.TryGetValue((key, order.Matched), out var fingerprint) && fingerprint == order.Fingerprint) continue;
            order.WriteMoved(row, StableHash.None, order.Matched ? System.Text.Encoding.UTF8.GetString(order.Customer) : null);
            table.Set(table.IdOf(key), key, row.Written);
        }
    }

    private async Task MarkDaysAsync(LedgerTable days, List<StableHash> known, OrderRange range, CancellationToken cancellation)
    {
        var stored = new Rebuilding.DayRebuild(run);
        await foreach (var document in run.Store.QueryAsync(DayQuery.Of(Collections.DailySales, range.From, range.To), cancellation)) stored.Add(document);
        var found = stored.Table();
        foreach (var key in known)
        {
            days.TryGet(key, out var bytes);
            if (found.TryGet(key, out var real) && new RowReader(real).Fingerprint64() == new RowReader(bytes).Fingerprint64()) continue;
            var day = new RowReader(bytes);
            day.Fingerprint64();
            var parts = day.Unsigned();
            row.Clear();
            row.Fingerprint(0UL);
            row.Unsigned(parts);
            days.Set(days.IdOf(key), key, row.Written);
        }
    }

    private static DateOnly? DateOf(string id) =>
        DateOnly.TryParseExact(id.AsSpan(Math.Max(0, id.Length - 10)), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
