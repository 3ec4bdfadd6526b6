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
    // What all products of a month have sold each day is too much to hold at once.
    private const int CountedAhead = 2;

    private readonly RowWriter row = new();

    public async Task WriteMonthAsync(int month, LedgerTable orders, bool byLocation)
    {
        var counting = new Queue<Task<List<CountedDay>>>();
        foreach (var (day, keys) in KeysByDay(orders))
        {
            var date = OrderTables.FirstDayOf(month).AddDays(day - 1);
            counting.Enqueue(Task.Run(() => Count(orders, keys, date, byLocation)));
            if (counting.Count > CountedAhead) await WriteAsync(await counting.Dequeue());
        }

        while (counting.TryDequeue(out var next)) await WriteAsync(await next);
        foreach (var (id, key) in DaysOf(month))
            if (!days.IsSeen(key)) await RemoveAsync(id, key);
    }

    /// <summary>Once each month was written: removes the days on which nothing was sold, whoever wrote them.</summary>
    public async Task RemoveOthersAsync()
    {
        foreach (var key in days.Keys().Where(k => !days.IsSeen(k)))
        {
            run.RepairedDerived++;
            await RemoveAsync(days.IdOf(key), key);
        }
    }

    private static SortedDictionary<int, List<StableHash>> KeysByDay(LedgerTable orders)
    {
        var byDay = new SortedDictionary<int, List<StableHash>>();
        orders.ForEach((key, _, bytes) =>
        {
            var order = OrderRow.Read(bytes);
            if (order.Figures.Kind == SaleKind.None) return;
            if (!byDay.TryGetValue(order.Day, out var keys)) byDay[order.Day] = keys = [];
            keys.Add(key);
        });
        return byDay;
    }

    /// <summary>The documents of a day, by location.</summary>
    private List<CountedDay> Count(LedgerTable orders, List<StableHash> keys, DateOnly date, bool byLocation)
    {
        List<CountedDay> counted = [];
        foreach (var (location, sales) in Add(orders, keys).OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            if (sales.Records == 0) continue;
            var parts = DaySalesDocument.Parts(run.Scope, date, run.Scope.Key(location), byLocation, sales, run.Currency).ToList();
            counted.Add(new CountedDay(parts, DaySalesDocument.PrintOf(parts.Select(p => p.Body))));
        }

        return counted;
    }

    /// <summary>What some orders come to, by location.</summary>
    private static Dictionary<string, DaySales> Add(LedgerTable orders, List<StableHash> keys)
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

    private async ValueTask WriteAsync(List<CountedDay> counted)
    {
        foreach (var day in counted) await WriteAsync(day);
    }

    private async ValueTask WriteAsync(CountedDay day)
    {
        var (parts, print) = day;
        var id = parts[0].Id;
        var key = StableHash.Of(id);
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
                Upserts = [new Upsert(PathOf(parts[i].Id), parts[i].Body, DocumentBody.Empty, DaySalesDocument.GoneFrom(i + 1, parts.Count), i >= known.Parts)],
            });
        for (var part = parts.Count + 1; part <= known.Parts; part++) await DeleteAsync(PartId(id, part));
    }

    private async ValueTask RemoveAsync(string id, StableHash key)
    {
        var known = DayRow.Of(days, key);
        for (var part = 1; part <= known.Parts; part++) await DeleteAsync(PartId(id, part));
        days.Remove(key);
    }

    private ValueTask DeleteAsync(string id) => run.Sink.AddAsync(new PendingRecord { Id = id, Upserts = [], Deletes = [PathOf(id)] });

    private List<(string Id, StableHash Key)> DaysOf(int month)
    {
        var infix = TableNames.MonthOf(OrderTables.FirstDayOf(month)) + "-";
        List<(string, StableHash)> found = [];
        foreach (var key in days.Keys())
        {
            var id = days.IdOf(key);
            if (id.Length >= 10 && id.AsSpan(id.Length - 10).StartsWith(infix)) found.Add((id, key));
        }

        return found;
    }

    private static string PartId(string id, int part) => part == 1 ? id : $"{id}.{part}";

    private static DocumentPath PathOf(string id) => new(Collections.DailySales, id);

    /// <summary>A location's day, with what stands for all of its documents.</summary>
    private sealed record CountedDay(List<(string Id, DocumentBody Body)> Parts, ulong Print);

    private readonly record struct DayRow(ulong Print, int Parts)
    {
        public static DayRow Of(LedgerTable days, StableHash key)
        {
            if (!days.TryGet(key, out var bytes)) return default;
            var reader = new RowReader(bytes);
            return new DayRow(reader.Fingerprint64(), (int)reader.Unsigned());
        }
    }
}
