using System.Text;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;

namespace Sync.Engine.Streams;

/// <summary>The orders' tables, one for each month of business dates, loaded when a run first touches them.</summary>
internal sealed class OrderTables(RunContext run)
{
    private readonly Dictionary<int, LedgerTable> byMonth = [];
    private readonly List<LedgerTable> stored = [];
    private readonly MetKeys met = new();

    /// <summary>The tables in memory, by month (<c>year × 12 + month − 1</c>).</summary>
    public IReadOnlyDictionary<int, LedgerTable> Loaded => byMonth;

    public static int MonthOf(DateOnly date) => date.Year * 12 + date.Month - 1;

    public static DateOnly FirstDayOf(int month) => new(month / 12, month % 12 + 1, 1);

    public async ValueTask<LedgerTable> OfAsync(DateOnly date, CancellationToken cancellation) =>
        byMonth.TryGetValue(MonthOf(date), out var table) ? table : await LoadAsync(MonthOf(date), cancellation);

    public ValueTask<LedgerTable> OfMonthAsync(int month, CancellationToken cancellation) => OfAsync(FirstDayOf(month), cancellation);

    /// <summary>
    /// Loads every stored month that an instant or a later one can fall into, by whichever time zone, or by the POS's own day.
    /// </summary>
    public async Task LoadFromAsync(DateTimeOffset from, CancellationToken cancellation)
    {
        var first = MonthOf(run.Clock.At(from).Date.AddDays(-2));
        foreach (var month in StoredMonths().Where(m => m >= first)) await OfMonthAsync(month, cancellation);
    }

    /// <summary>Loads every stored month.</summary>
    public Task LoadAllAsync(CancellationToken cancellation) => LoadFromAsync(DateTimeOffset.UnixEpoch.AddYears(-1900), cancellation);

    /// <summary>Whether every stored month is in memory.</summary>
    public bool AllLoaded => StoredMonths().TrueForAll(byMonth.ContainsKey);

    /// <summary>How many orders are stored, in whichever month.</summary>
    public long Rows => byMonth.Values.Sum(t => (long)t.Count)
        + run.Ledger.Manifest.Tables.Where(t => TableNames.MonthOfTable(t.Key) is not null && !run.Ledger.Loaded.ContainsKey(t.Key)).Sum(t => t.Value.Rows);

    /// <summary>Where the orders in memory were sold.</summary>
    public IReadOnlySet<string> Locations()
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var known = found.GetAlternateLookup<ReadOnlySpan<char>>();
        var text = new char[OrderLocations.MostBytes];
        foreach (var table in byMonth.Values)
            table.ForEach((_, _, bytes) =>
            {
                var location = OrderRow.Read(bytes).Location;
                if (location.Length > text.Length) text = new char[location.Length];
                known.Add(text.AsSpan(0, Encoding.UTF8.GetChars(location, text)));
            });
        return found;
    }

    public List<int> StoredMonths() => run.Ledger.Manifest.Tables.Keys.Concat(run.Ledger.Loaded.Keys).Distinct().Select(TableNames.MonthOfTable).OfType<string>()
        .Select(m => MonthOf(DateOnly.ParseExact(m + "-01", "yyyy-MM-dd"))).Order().ToList();

    /// <summary>
    /// The month that holds an order other than the one it belongs into now: its time was corrected, or the shop's calendar
    /// was. Months that came from the store can hold one; others only if the run has asked for the order before.
    /// </summary>
    public LedgerTable? FindElsewhere(StableHash key, LedgerTable own) =>
        stored.Find(t => t != own && t.Contains(key)) ?? (met.Add(key) ? null : byMonth.Values.FirstOrDefault(t => t != own && t.Contains(key)));

    private async ValueTask<LedgerTable> LoadAsync(int month, CancellationToken cancellation)
    {
        var table = await run.Ledger.TableAsync(TableNames.Orders(FirstDayOf(month)), cancellation);
        byMonth[month] = table;
        if (table.Count > 0) stored.Add(table);
        return table;
    }
}
