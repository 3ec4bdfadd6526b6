using System.Globalization;
using System.Text;
using Sync.Engine.Connections;
using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Insights.Sales;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>Counts one connection's stored orders by day and location, and compares; where the POS gives its own totals, with those.</summary>
internal sealed class TieOutCount(ITenantStore tenant, Connection connection, IReadOnlyList<Connection> all)
{
    private const int MostOrders = 20;

    private static readonly string[] OrderFields = ["businessDate", "currency", "locationId", "refunded", "status", "total"];
    private static readonly string[] DayFields = ["businessDate", "locationId", "net", "orderCount", "part"];

    private readonly DocumentScope scope = new(tenant.Org, connection.Connector, connection.Prefix)
    {
        OtherPrefixes = [.. all.Where(c => c.Id != connection.Id && !c.First).Select(c => c.Prefix)],
    };

    private readonly Dictionary<(DateOnly Day, string Location), Dictionary<string, (SaleFigures Figures, Currency Currency)>> orders = [];

    /// <summary>The POS's own totals, as far as it gives them; null where it gives none.</summary>
    public IReadOnlyDictionary<(DateOnly Day, string Location), DayTotal>? Theirs { get; init; }

    public async Task<IReadOnlyList<TieOutDay>> RunAsync(DateOnly from, DateOnly to, CancellationToken cancellation)
    {
        foreach (var collection in (string[])[Collections.Orders, Collections.UnmatchedOrders])
            await foreach (var document in tenant.QueryAsync(DayQuery.Of(collection, from, to, OrderFields), cancellation)) Add(document);
        var ours = new Dictionary<(DateOnly Day, string Location), DayTotal>();
        await foreach (var document in tenant.QueryAsync(DayQuery.Of(Collections.DailySales, from, to, DayFields), cancellation))
        {
            var f = document.Body.Read();
            if ((f.Integer("part") ?? 1) == 1 && scope.PosIdOfKey(f.Text("locationId") ?? "") is { } location)
                ours[(DayOf(f), location)] = new DayTotal(f.Number("net") ?? 0, f.Integer("orderCount") ?? 0);
        }

        var days = Compare(ours);
        if (days.TrueForAll(d => d.Matches)) return days;
        var ledger = await ConnectionLedger.OpenAsync(tenant, connection.Id, cancellation);
        if (DropOtherCurrencies(ledger.Manifest.Currency)) days = Compare(ours);
        for (var i = 0; i < days.Count; i++)
            if (!days[i].Matches && await DifferingAsync(ledger, days[i], cancellation) is var differing)
                days[i] = days[i] with { Orders = [.. differing.Take(MostOrders)], More = Math.Max(0, differing.Count - MostOrders) };
        return days;
    }

    private List<TieOutDay> Compare(Dictionary<(DateOnly Day, string Location), DayTotal> ours) =>
        [.. orders.Keys.Union(ours.Keys).Union(Theirs?.Keys ?? []).Select(k => new TieOutDay(connection.Id, k.Day, k.Location, ours.GetValueOrDefault(k), Theirs?.GetValueOrDefault(k) ?? CountedOf(k), [])
        {
            ByPos = Theirs?.ContainsKey(k) == true,
        })];

    // Orders from before the currency was changed, which the POS has not shown again: they count in no sum.
    private bool DropOtherCurrencies(string? code)
    {
        if (code is null) return false;
        var dropped = 0;
        foreach (var day in orders.Values)
            foreach (var id in day.Where(o => o.Value.Currency.Code != code).Select(o => o.Key).ToList())
                if (day.Remove(id)) dropped++;
        return dropped > 0;
    }

    private void Add(StoredDocument document)
    {
        if (scope.PosIdOf(document.Path) is not { } id) return;
        var f = document.Body.Read();
        var currency = Currency.Find(f.Text("currency")) ?? Currency.Of("USD");
        var figures = SaleFigures.Of(
            OrderDocument.StatusOf(f.Text("status")), StoredAmount.Of(f, "total", currency).Minor, StoredAmount.Of(f, "refunded", currency).Minor);
        var key = (DayOf(f), scope.PosIdIn(f.Text("locationId") ?? ""));
        if (!orders.TryGetValue(key, out var day)) orders[key] = day = new Dictionary<string, (SaleFigures, Currency)>(StringComparer.Ordinal);
        day[id] = (figures, currency);
    }

    private DayTotal CountedOf((DateOnly, string) key) => !orders.TryGetValue(key, out var day) ? new DayTotal(0, 0) : new DayTotal(
        day.Values.Sum(o => new Money(o.Figures.Net, o.Currency).Major), day.Values.Count(o => o.Figures.Kind == SaleKind.Sale));

    // What is counted comes from the ledger's rows: an order whose row says otherwise than its document is one that differs.
    private async Task<IReadOnlyList<string>> DifferingAsync(ConnectionLedger ledger, TieOutDay day, CancellationToken cancellation)
    {
        var counted = new Dictionary<string, SaleFigures>(StringComparer.Ordinal);
        var table = await ledger.TableAsync(TableNames.Orders(day.Day), cancellation);
        table.ForEach((_, id, bytes) =>
        {
            var row = OrderRow.Read(bytes);
            if (row.Day == day.Day.Day && Encoding.UTF8.GetString(row.Location) == day.Location) counted[Encoding.UTF8.GetString(id)] = row.Figures;
        });
        var stands = orders.GetValueOrDefault((day.Day, day.Location)) ?? [];
        return
        [
            .. counted.Keys.Union(stands.Keys)
                .Where(id => (counted.TryGetValue(id, out var c) ? c : default) != (stands.TryGetValue(id, out var s) ? s.Figures : default))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static DateOnly DayOf(DocumentFields f) =>
        DateOnly.TryParseExact(f.Text("businessDate"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : default;
}
