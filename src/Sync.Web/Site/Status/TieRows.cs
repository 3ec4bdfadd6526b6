using System.Globalization;
using Sync.Engine.Queries;
using Sync.Model;

namespace Sync.Web.Site.Status;

/// <summary>Whether the days add up, in words.</summary>
internal static class TieRows
{
    public static TieModel Of(TieOutDay day, string currency, ShopTime clock) => new(
        day.Location.Length == 0 ? "All" : day.Location, ShopTime.Day(day.Day),
        day.Matches ? new StateModel("good", "✓", "Adds up") : new StateModel("bad", "✗", "Differs"))
    {
        Detail = day.Matches
            ? Words(day.Counted, currency)
            : $"The day says {(day.Ours is { } ours ? Words(ours, currency) : "nothing")}; its orders come to {Words(day.Counted, currency)}. {What(day)}",
        Orders = day.Orders,
        At = clock.At(day.At),
    };

    private static string What(TieOutDay day) => day.Orders.Count > 0
        ? "Reading these days again puts it right."
        : "Every order is counted as it stands, so the day itself was changed by something else; reading these days again puts it right.";

    private static string Words(DayTotal total, string currency) =>
        string.Create(CultureInfo.InvariantCulture, $"{total.Net.ToString("N" + Currency.Of(currency).Decimals, CultureInfo.InvariantCulture)} {currency} in {total.Orders:N0} {(total.Orders == 1 ? "sale" : "sales")}");
}
