using Sync.Model;

namespace Sync.Connectors.Toast;

/// <summary>How an order reached its buyer, without asking what the restaurant calls its dining options.</summary>
internal static class OrderTypes
{
    // Source: orders 2.9.0, estimatedFulfillmentDate: "only set when the order dining option uses DELIVERY or TAKE_OUT".
    public static OrderType Of(OrderRow row, DateTimeOffset? estimated)
    {
        if (row.DeliveryInfo is not null || Charges(row).Any(c => c.Delivery == true)) return OrderType.Delivery;
        if (row.CurbsidePickupInfo is not null || estimated is not null) return OrderType.Pickup;
        return IsOnline(row.Source) ? OrderType.Online : OrderType.InStore;
    }

    private static IEnumerable<ChargeRow> Charges(OrderRow row) =>
        (row.Checks ?? []).OfType<CheckRow>().SelectMany(c => c.AppliedServiceCharges ?? []).OfType<ChargeRow>();

    // An open list: what is not known to come from the web was sold at the restaurant.
    private static bool IsOnline(string? source) => source is not null
        && (source.Contains("online", StringComparison.OrdinalIgnoreCase)
            || source.EndsWith(" app", StringComparison.OrdinalIgnoreCase)
            || source is "API" or "Google" or "Toast Local");
}
