using System.Globalization;
using Sync.Engine.Queries;
using Sync.Model;

namespace Sync.Web.Site.Status;

/// <summary>Whether the days add up, in words.</summary>
internal static class TieRows
{
    /// <param name="day">The day.</param>
    /// <param name="currency">What the shop counts in.</param>
    /// <param name="clock">The shop's clock.</param>
    /// <param name="names">What locations are called, by the POS's id, as far as that is known; null for not at all.</param>
    public static TieModel Of(TieOutDay day, string currency, ShopTime clock, IReadOnlyDictionary<string, string>? names = null) => new(
        day.Location.Length == 0 ? "All" : names?.GetValueOrDefault(day.Location) ?? day.Location, ShopTime.Day(day.Day),
        day.Matches ? new StateModel("good", "✓", "Adds up") : new StateModel("bad", "✗", "Differs"))
    {
        Detail = day.Matches
            ? Words(day.Counted, currency) + (day.ByPos ? ", as the POS says" : "")
            : $"The day says {(day.Ours is { } ours ? Words(ours, currency) : "nothing")}; {(day.ByPos ? "the POS says" : "its orders come to")} {Words(day.Counted, currency)}. {What(day)}",
        Orders = day.Orders,
        More = day.More,
        At = clock.At(day.At),
    };

    /// <summary>When a connection's days were compared, such as <c>at 14:30</c>; the earlier days longer ago than the last ones, which alone are looked at daily.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="connection">The connection's id.</param>
    /// <param name="clock">The shop's clock.</param>
    public static string When(TieOutReport report, string connection, ShopTime clock)
    {
        var times = report.Days.Where(d => d.Connection == connection).Select(d => d.At).DefaultIfEmpty(report.At).Order().ToList();
        var (first, last) = (clock.At(times[0]), clock.At(times[^1]));
        return first == last ? "at " + last : $"between {first} and {last}";
    }

    private static string What(TieOutDay day) => day.Orders.Count > 0
        ? "Reading these days again puts it right."
        : day.ByPos ? "Every order that is stored is counted as it stands, so one may be missing here, or the POS counts otherwise; reading these days again brings what is missing."
        : "Every order is counted as it stands, so the day itself was changed by something else; reading these days again puts it right.";

    private static string Words(DayTotal total, string currency) =>
        string.Create(CultureInfo.InvariantCulture, $"{total.Net.ToString("N" + Currency.Of(currency).Decimals, CultureInfo.InvariantCulture)} {currency} in {total.Orders:N0} {(total.Orders == 1 ? "sale" : "sales")}");
}
