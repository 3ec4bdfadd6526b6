using System.Text;
using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Engine.Streams;
using Sync.Engine.Writing;
using Sync.Insights.Sales;
using Sync.Store;

namespace Sync.Engine.Deriving;

/// <summary>
/// Brings the daily sales of one month in line with its orders' rows. A day is computed whole and replaced; one that comes out
/// as it was is not written.
/// </summary>
internal sealed class DailySalesWriter(RunContext run, LedgerTable days)
{
    private readonly RowWriter row = new();

    public async Task WriteMonthAsync(int month, LedgerTable orders, bool byLocation)
    {
        // Day by day: what all products of a month have sold each day is too much to hold at once.
        foreach (var (day, keys) in KeysByDay(orders))
        {
            var date = OrderTables.FirstDayOf(month).AddDays(day - 1);
            foreach (var (location, sales) in Add(orders, keys).OrderBy(d => d.Key, StringComparer.Ordinal))
                if (sales.Records > 0) await WriteDayAsync(location, date, sales, byLocation);
        }

        foreach (var (id, key) in DaysOf(month))
            if (!days.IsSeen(key)) await RemoveAsync(id, key);
    }

    private static SortedDictionary<int, List<UInt128>> KeysByDay(LedgerTable orders)
    {
        var byDay = new SortedDictionary<int, List<UInt128>>();
        orders.ForEach((key, _, bytes) =>
        {
            var order = OrderRow.Read(bytes);
            if (order.Figures.Kind == SaleKind.None) return;
            if (!byDay.TryGetValue(order.Day, out var keys)) byDay[order.Day] = keys = [];
            keys.Add(key);
        });
        return byDay;
    }

    /// <summary>What some orders come to, by location.</summary>
    private static Dictionary<string, DaySales> Add(LedgerTable orders, List<UInt128> keys)
    {
        var sales = new Dictionary<string, DaySales>(StringComparer.Ordinal);
        var byLocation = sales.GetAlternateLookup<ReadOnlySpan<char>>();
        var text = new char[4096];
        foreach (var key in keys)
        {
            orders.TryGet(key, out var bytes);
            var order = OrderRow.Read(bytes);
            var location = text.AsSpan(0, Encoding.UTF8.GetChars(order.Location, text));
            if (!byLocation.TryGetValue(location, out var day)) byLocation[location] = day = new DaySales();
            day.AddOrder(order.Figures, order.Hour);
            while (order.NextLine(out var product, out var quantity, out var net))
            {
                if (product.Length > text.Length) text = new char[product.Length];
                day.AddLine(text.AsSpan(0, Encoding.UTF8.GetChars(product, text)), quantity, net);
            }
        }

        return sales;
    }

    private async ValueTask WriteDayAsync(string location, DateOnly date, DaySales day, bool byLocation)
    {
        var parts = DaySalesDocument.Parts(run.Scope, date, run.Scope.Key(location), byLocation, day, run.Currency).ToList();
        var id = parts[0].Id;
        var key = StableHash.Of(id);
        var print = DaySalesDocument.PrintOf(parts.Select(p => p.Body));
        var known = DayRow.Of(days, key);
        if (known.Print != print)
        {
            Action undo = days.Restore(id, key);
            if (run.Before?.Loaded.GetValueOrDefault(TableNames.Days) is { } before && DayRow.Of(before, key).Print == print) run.RepairedDerived++;
            row.Clear();
            row.Fingerprint(print);
            row.Unsigned((ulong)parts.Count);
            days.Set(id, key, row.Written);
            await SendAsync(id, parts, known, undo);
        }

        days.MarkSeen(key);
    }

    private async ValueTask SendAsync(string id, List<(string Id, DocumentBody Body)> parts, DayRow known, Action undo)
    {
        for (var i = 0; i < parts.Count; i++)
            await run.Sink.AddAsync(new PendingRecord
            {
                Id = parts[i].Id,
                Undo = undo,
                Upserts = [new Upsert(PathOf(parts[i].Id), parts[i].Body, DocumentBody.Empty, i == 0 && parts.Count == 1 ? ["parts"] : [], i >= known.Parts)],
            });
        for (var part = parts.Count + 1; part <= known.Parts; part++) await DeleteAsync(PartId(id, part));
    }

    private async ValueTask RemoveAsync(string id, UInt128 key)
    {
        var known = DayRow.Of(days, key);
        for (var part = 1; part <= known.Parts; part++) await DeleteAsync(PartId(id, part));
        days.Remove(key);
    }

    private ValueTask DeleteAsync(string id) => run.Sink.AddAsync(new PendingRecord { Id = id, Upserts = [], Deletes = [PathOf(id)] });

    private List<(string Id, UInt128 Key)> DaysOf(int month)
    {
        var infix = TableNames.MonthOf(OrderTables.FirstDayOf(month)) + "-";
        List<(string, UInt128)> found = [];
        foreach (var key in days.Keys())
        {
            var id = days.IdOf(key);
            if (id.Length >= 10 && id.AsSpan(id.Length - 10).StartsWith(infix)) found.Add((id, key));
        }

        return found;
    }

    private static string PartId(string id, int part) => part == 1 ? id : $"{id}.{part}";

    private static DocumentPath PathOf(string id) => new(Collections.DailySales, id);

    private readonly record struct DayRow(ulong Print, int Parts)
    {
        public static DayRow Of(LedgerTable days, UInt128 key)
        {
            if (!days.TryGet(key, out var bytes)) return default;
            var reader = new RowReader(bytes);
            return new DayRow(reader.Fingerprint64(), (int)reader.Unsigned());
        }
    }
}
