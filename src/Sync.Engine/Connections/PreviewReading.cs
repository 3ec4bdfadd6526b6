using Sync.ConnectorKit;
using Sync.Insights.Sales;
using Sync.Model;

namespace Sync.Engine.Connections;

/// <summary>One preview being read.</summary>
/// <param name="connector">The connector.</param>
/// <param name="open">The connection that is not saved yet, reading orders from an instant on where it can, in a currency.</param>
/// <param name="counted">The currency that an import would take; what is in another one it leaves out.</param>
/// <param name="stop">Ends it, with what was read by then.</param>
/// <param name="callers">The caller's own, which ends it without an answer.</param>
internal sealed class PreviewReading(IPosConnector connector, Func<DateTimeOffset, Currency, ConnectionContext> open, Currency counted, CancellationToken stop, CancellationToken callers)
{
    private const int MostShown = 3;
    private const int DaysBack = 30;

    private readonly Dictionary<string, Order> orders = new(StringComparer.Ordinal);
    private readonly List<string> notes = [];
    private ConnectionContext context = open(default, counted);
    private Currency? own; // the account's own currency, where it is not the counted one
    private string? leftOut; // the currency of orders that the connector left out for it
    private IReadOnlyList<PosLocation> locations = [];
    private bool complete;

    private Currency Shown => own ?? counted;

    private DateOnly Yesterday => context.StoreClock.At(context.Time.GetUtcNow()).Date.AddDays(-1);

    // A location may lie behind the connection's own time zone.
    private DateTimeOffset Since => context.StoreClock.FromLocal(Yesterday.AddDays(-1).ToDateTime(new TimeOnly(12, 0)));

    public async Task RunAsync()
    {
        context = open(Since, counted);
        if (connector is IListsLocations lists) await TryAsync(async () => locations = await lists.LocationsAsync(context, stop));
        if (locations.Select(l => l.Currency).Distinct().ToList() is [var one] && Currency.Find(one) is { } theirs) own = theirs; // where it is no code, the orders tell
        if (connector.Descriptor.Streams.All(s => s.Stream != PosStream.Orders)) notes.Add($"{connector.Descriptor.DisplayName} has no orders to show.");
        else await TryAsync(ReadOrdersAsync);
        if (stop.IsCancellationRequested) notes.Add("The POS took long to answer, so this is what was read by then. The first import reads everything.");
    }

    public ConnectionPreview Result(long requests) => new(
        [.. orders.Values.OrderByDescending(o => o.CreatedAt).ThenBy(o => o.Id, StringComparer.Ordinal).Take(MostShown).Select(Show)], Yesterday, Totals(), Places())
    {
        Complete = complete,
        TimeZone = context.StoreClock.Zone.Id,
        Currency = Shown,
        OtherCurrency = OtherCurrency(),
        Notes = notes,
        Requests = requests,
    };

    private async Task ReadOrdersAsync()
    {
        complete = await ReadInItsCurrencyAsync(Since);
        // A quiet shop: the last orders lie further back.
        if (!complete || orders.Count >= MostShown || !connector.Descriptor.NarrowsHistory) return;
        await ReadInItsCurrencyAsync(Since.AddDays(-DaysBack));
    }

    // The till shows its own currency, whatever the org counts in; where no location tells it, the orders that are left out do.
    private async Task<bool> ReadInItsCurrencyAsync(DateTimeOffset since)
    {
        context = open(since, Shown);
        var all = await ReadAsync(since);
        if (orders.Count > 0 || Currency.Find(leftOut) is not { } theirs || theirs.Equals(Shown)) return all;
        own = theirs;
        context = open(since, theirs);
        return await ReadAsync(since);
    }

    /// <summary>Whether all orders since then were read.</summary>
    private async Task<bool> ReadAsync(DateTimeOffset since)
    {
        var latestFirst = true;
        var last = DateTimeOffset.MaxValue;
        await foreach (var page in connector.ReadAsync(new ReadRequest(PosStream.Orders), context, stop).WithCancellation(stop))
        {
            leftOut ??= page.Rejected.Select(r => r.Currency).FirstOrDefault(c => c is not null);
            foreach (var order in page.Records.OfType<Order>())
            {
                orders[order.Id] = order;
                latestFirst &= order.CreatedAt <= last;
                last = order.CreatedAt;
            }

            if (page.End is not null) return true;
            // A POS that cannot narrow the read and answers with the latest first has told all once it comes to older ones.
            if (latestFirst && last < since && orders.Count >= MostShown) return true;
        }

        notes.Add("The POS stopped answering before the end of the list.");
        return false;
    }

    private async Task TryAsync(Func<Task> read)
    {
        try
        {
            if (!stop.IsCancellationRequested) await read();
        }
        catch (ConnectorException e)
        {
            notes.Add(e.OwnerMessage);
        }
        catch (OperationCanceledException) when (!callers.IsCancellationRequested)
        {
            // The time is up; what was read by then is shown.
        }
    }

    private PreviewOrder Show(Order order)
    {
        var zone = ClockOf(order).Zone;
        return new PreviewOrder(
            order.Id, TimeZoneInfo.ConvertTime(order.CreatedAt, zone), order.Total, [.. order.Lines.Select(l => l.Name)], order.Status, order.LocationId);
    }

    private string? OtherCurrency()
    {
        if (!Shown.Equals(counted))
            return $"This account sells in {Shown}, but this shop counts in {counted}. An import leaves out what is in another currency: set the shop's currency to {Shown} first, or nothing of these sales will come in.";
        return leftOut is null ? null : $"Some sales are in {leftOut}, but this shop counts in {counted}. An import leaves those out.";
    }

    private List<PreviewTotal> Totals()
    {
        var sold = orders.Values.Where(o => (o.BusinessDate ?? ClockOf(o).At(o.CreatedAt).Date) == Yesterday)
            .GroupBy(o => (o.LocationId, o.Total.Currency))
            .Select(g => TotalOf(g.Key.LocationId, g.Key.Currency, [.. g.Select(SaleFigures.Of)])).ToList();
        if (!complete) return sold; // a place of which nothing was read has not sold nothing
        var quiet = locations.Where(l => sold.TrueForAll(t => t.Location != l.Id)).Select(l => TotalOf(l.Id, Currency.Find(l.Currency) ?? Shown, []));
        List<PreviewTotal> all = [.. sold.Concat(quiet).OrderBy(t => t.Location, StringComparer.Ordinal)];
        return all.Count > 0 ? all : [TotalOf(null, Shown, [])];
    }

    private PreviewTotal TotalOf(string? location, Currency currency, List<SaleFigures> figures) => new(
        location, locations.FirstOrDefault(l => l.Id == location)?.Name, new Money(figures.Sum(f => f.Net), currency), figures.Count(f => f.Kind == SaleKind.Sale));

    private IReadOnlyList<PosLocation> Places() => locations.Count > 0 ? locations :
    [
        .. orders.Values.Where(o => o.LocationId is not null).GroupBy(o => o.LocationId!).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new PosLocation(g.Key, null, g.Select(o => o.TimeZone).FirstOrDefault(z => z is not null), g.First().Total.Currency.Code)),
    ];

    private StoreClock ClockOf(Order order)
    {
        var zone = order.TimeZone ?? locations.FirstOrDefault(l => l.Id == order.LocationId)?.TimeZone;
        return zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var info) ? context.StoreClock with { Zone = info } : context.StoreClock;
    }
}
