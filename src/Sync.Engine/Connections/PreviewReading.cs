using Sync.ConnectorKit;
using Sync.Insights.Sales;
using Sync.Model;

namespace Sync.Engine.Connections;

/// <summary>One preview being read.</summary>
/// <param name="connector">The connector.</param>
/// <param name="open">The connection that is not saved yet, reading orders from an instant on where it can.</param>
/// <param name="stop">Ends it, with what was read by then.</param>
/// <param name="callers">The caller's own, which ends it without an answer.</param>
internal sealed class PreviewReading(IPosConnector connector, Func<DateTimeOffset, ConnectionContext> open, CancellationToken stop, CancellationToken callers)
{
    private const int Shown = 3;
    private const int DaysBack = 30;

    private readonly Dictionary<string, Order> orders = new(StringComparer.Ordinal);
    private readonly List<string> notes = [];
    private ConnectionContext context = open(default);
    private IReadOnlyList<PosLocation> locations = [];
    private bool complete;

    private DateOnly Yesterday => context.StoreClock.At(context.Time.GetUtcNow()).Date.AddDays(-1);

    // A location may lie behind the connection's own time zone.
    private DateTimeOffset Since => context.StoreClock.FromLocal(Yesterday.AddDays(-1).ToDateTime(new TimeOnly(12, 0)));

    public async Task RunAsync()
    {
        context = open(Since);
        if (connector is IListsLocations lists) await TryAsync(async () => locations = await lists.LocationsAsync(context, stop));
        if (connector.Descriptor.Streams.All(s => s.Stream != PosStream.Orders)) notes.Add($"{connector.Descriptor.DisplayName} has no orders to show.");
        else await TryAsync(ReadOrdersAsync);
        if (stop.IsCancellationRequested) notes.Add("The POS took long to answer, so this is what was read by then. The first import reads everything.");
    }

    public ConnectionPreview Result(long requests) => new(
        [.. orders.Values.OrderByDescending(o => o.CreatedAt).ThenBy(o => o.Id, StringComparer.Ordinal).Take(Shown).Select(Show)], Yesterday, Totals(), Places())
    {
        Complete = complete,
        TimeZone = context.StoreClock.Zone.Id,
        Notes = notes,
        Requests = requests,
    };

    private async Task ReadOrdersAsync()
    {
        complete = await ReadAsync(Since);
        // A quiet shop: the last orders lie further back.
        if (!complete || orders.Count >= Shown || !connector.Descriptor.NarrowsHistory) return;
        context = open(Since.AddDays(-DaysBack));
        await ReadAsync(Since.AddDays(-DaysBack));
    }

    /// <summary>Whether all orders since then were read.</summary>
    private async Task<bool> ReadAsync(DateTimeOffset since)
    {
        var latestFirst = true;
        var last = DateTimeOffset.MaxValue;
        await foreach (var page in connector.ReadAsync(new ReadRequest(PosStream.Orders), context, stop).WithCancellation(stop))
        {
            foreach (var order in page.Records.OfType<Order>())
            {
                orders[order.Id] = order;
                latestFirst &= order.CreatedAt <= last;
                last = order.CreatedAt;
            }

            if (page.End is not null) return true;
            // A POS that cannot narrow the read and answers with the latest first has told all once it comes to older ones.
            if (latestFirst && last < since && orders.Count >= Shown) return true;
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

    private List<PreviewTotal> Totals()
    {
        var sold = orders.Values.Where(o => (o.BusinessDate ?? ClockOf(o).At(o.CreatedAt).Date) == Yesterday)
            .GroupBy(o => (o.LocationId, o.Total.Currency))
            .Select(g => TotalOf(g.Key.LocationId, g.Key.Currency, [.. g.Select(SaleFigures.Of)])).ToList();
        var quiet = locations.Where(l => sold.TrueForAll(t => t.Location != l.Id)).Select(l => TotalOf(l.Id, Known(l.Currency) ?? context.Currency, []));
        List<PreviewTotal> all = [.. sold.Concat(quiet).OrderBy(t => t.Location, StringComparer.Ordinal)];
        return all.Count > 0 ? all : [TotalOf(null, context.Currency, [])];
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

    private static Currency? Known(string? code)
    {
        try
        {
            return code is null ? null : Currency.Of(code);
        }
        catch (FormatException)
        {
            return null; // one that we cannot count in; the orders tell
        }
    }
}
