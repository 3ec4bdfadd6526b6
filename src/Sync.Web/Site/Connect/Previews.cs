using System.Globalization;
using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;
using Sync.Engine.Connections;
using Sync.Model;
using Sync.Store;
using Sync.Web.Composition;
using Sync.Web.Site.Status;

namespace Sync.Web.Site.Connect;

/// <summary>Some of a shop's sales, to be compared with the till, in words.</summary>
internal sealed class Previews(SyncServices services)
{
    private const int MostItems = 3;

    /// <summary>Of a connection that is not saved as it is asked for; <paramref name="shared"/> where it keeps the tokens of one that is.</summary>
    public async Task<PreviewModel> OfAsync(
        string connector, string connection, ConnectionSettings settings, OrgSettings org,
        IReadOnlyDictionary<string, string> zones, Func<IReadOnlyDictionary<string, Secret>, CancellationToken, Task>? keep, CancellationToken cancellation,
        ISharedSecrets? shared = null)
    {
        var preview = await services.Previewer.PreviewAsync(connector, connection, settings, org, keep, cancellation, shared);
        var names = preview.Locations.ToDictionary(l => l.Id, l => l.Name ?? l.Id);
        var clocks = preview.Locations.ToDictionary(l => l.Id, l => l.TimeZone ?? preview.TimeZone); // by which its day was told
        return new PreviewModel(
            [.. preview.Locations.Select(l => new PlaceModel(l.Id, l.Name ?? l.Id, l.TimeZone ?? "", zones.GetValueOrDefault(l.Id) ?? l.TimeZone ?? "", l.Currency ?? ""))],
            [.. preview.Orders.Select(o => Row(o, names))],
            ShopTime.Day(preview.Yesterday),
            [.. preview.Totals.Select(t => Total(t, names, clocks))])
        {
            Currency = preview.Currency.Code,
            OtherCurrency = preview.OtherCurrency,
            Partial = !preview.Complete,
            Notes = preview.Notes,
        };
    }

    /// <summary>Of a connection that is saved; what the POS renews meanwhile is kept.</summary>
    public async Task<PreviewModel> OfAsync(ITenantStore tenant, Connection saved, OrgSettings org, CancellationToken cancellation) => await OfAsync(
        saved.Connector, saved.Id, await services.Connections.OpenAsync(tenant, saved, cancellation), org, saved.Zones,
        null, cancellation, services.Connections.SharedSecrets(tenant, saved.Id));

    private static PreviewRow Row(PreviewOrder order, Dictionary<string, string> names)
    {
        var items = string.Join(", ", order.Items.Take(MostItems)) + (order.Items.Count > MostItems ? ", …" : "");
        var where = order.Location is { } at ? names.GetValueOrDefault(at, at) : "";
        return new PreviewRow(order.Id, order.At.ToString("HH:mm 'on' d MMM yyyy", CultureInfo.InvariantCulture), where, items, Amount(order.Total)) { Mark = Mark(order) };
    }

    private static string Mark(PreviewOrder order) => order.Status switch
    {
        OrderStatus.Cancelled => "Cancelled, counts nowhere",
        OrderStatus.Open => "Not finished yet, counts nowhere until it is",
        _ when order.Total.Minor < 0 => "Return, counts against the sales",
        OrderStatus.Refunded => "Paid back in full",
        OrderStatus.PartiallyRefunded => "Paid back in part",
        _ => "",
    };

    private static (string Where, string What) Total(PreviewTotal total, Dictionary<string, string> names, Dictionary<string, string> clocks) => (
        total.Location is { } at ? (total.Name ?? names.GetValueOrDefault(at, at)) + (clocks.GetValueOrDefault(at) is { } clock ? $" ({clock})" : "") : "",
        $"{Amount(total.Net)}, {ShopTime.Number(total.Orders)} {(total.Orders == 1 ? "sale" : "sales")}");

    /// <summary>Such as <c>1,234.50 USD</c>.</summary>
    public static string Amount(Money money) => money.Major.ToString("N" + money.Currency.Decimals, CultureInfo.InvariantCulture) + " " + money.Currency.Code;
}
