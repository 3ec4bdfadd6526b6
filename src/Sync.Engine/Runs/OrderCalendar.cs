using Sync.Model;

namespace Sync.Engine.Runs;

/// <summary>
/// The store's day and hour of each order: by the order's own time zone where it states one (shops of one account may lie in
/// several), else by the connection's; and under the day that the POS itself counts it, where it says so. What the owner has set
/// for a location goes before what the POS says of it.
/// </summary>
/// <param name="own">The connection's clock.</param>
/// <param name="zones">Time zones that the owner has set, by the POS's id of the location.</param>
internal sealed class OrderCalendar(StoreClock own, IReadOnlyDictionary<string, string> zones)
{
    private readonly Dictionary<string, StoreClock?> clocks = new(StringComparer.Ordinal);

    /// <summary>The order, without its time zone where nobody knows that; the stream's report then says so.</summary>
    public Order Checked(Order order, StreamReport report)
    {
        order = Zoned(order);
        if (order.TimeZone is not { } zone || ClockOf(zone) is not null) return order;
        report.Warn($"'{zone}' is not a time zone that we know: orders that name it are counted by the connection's, {own.Zone.Id}.");
        return order with { TimeZone = null };
    }

    public (DateOnly Date, int Hour) Of(Order order)
    {
        var clock = Zoned(order).TimeZone is { } zone ? ClockOf(zone) ?? own : own;
        var (date, hour) = clock.At(order.CreatedAt);
        return (order.BusinessDate ?? date, hour);
    }

    private Order Zoned(Order order) => order.LocationId is { } location && zones.TryGetValue(location, out var zone) ? order with { TimeZone = zone } : order;

    private StoreClock? ClockOf(string zone)
    {
        if (clocks.TryGetValue(zone, out var clock)) return clock;
        return clocks[zone] = TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var info) ? own with { Zone = info } : null;
    }
}
