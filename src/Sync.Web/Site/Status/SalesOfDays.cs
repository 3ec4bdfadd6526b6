using System.Globalization;
using Sync.Model;
using Sync.Store;
using Sync.Web.Site.Assets;

namespace Sync.Web.Site.Status;

/// <summary>What was sold in the last thirty days, day by day, over all locations and connections.</summary>
internal static class SalesOfDays
{
    public const string Library = "echarts.min.js";
    private const int Days = 30;

    /// <summary>Null where nothing is stored of these days.</summary>
    public static async Task<SalesModel?> LoadAsync(ITenantStore tenant, OrgSettings settings, DateTimeOffset now, CancellationToken cancellation)
    {
        var last = new ShopTime(settings, now).Today;
        var first = last.AddDays(1 - Days);
        var (nets, orders) = (new Dictionary<string, decimal>(StringComparer.Ordinal), new Dictionary<string, long>(StringComparer.Ordinal));
        var query = new DocumentQuery
        {
            Collection = "daily_sales",
            Filters = [new DocumentFilter("businessDate", FilterOperator.GreaterThanOrEqual, Key(first))],
            Select = ["businessDate", "currency", "net", "orderCount"],
        };
        await foreach (var document in tenant.QueryAsync(query, cancellation))
        {
            var fields = document.Body.Read();
            // A day of many products goes on in documents without totals; amounts of another currency are no part of this sum.
            if (fields.Text("businessDate") is not { } day || fields.Number("net") is not { } net || fields.Text("currency") != settings.Currency) continue;
            nets[day] = nets.GetValueOrDefault(day) + net;
            orders[day] = orders.GetValueOrDefault(day) + (fields.Integer("orderCount") ?? 0);
        }

        if (nets.Count == 0) return null;
        return new SalesModel(
            settings.Currency,
            [.. Enumerable.Range(0, Days).Select(i => first.AddDays(i)).Select(d => (d, nets.GetValueOrDefault(Key(d)), orders.GetValueOrDefault(Key(d))))],
            AssetFiles.AddressOf(Library) is not null);
    }

    private static string Key(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
