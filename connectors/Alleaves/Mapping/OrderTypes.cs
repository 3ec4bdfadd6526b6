using Sync.Connectors.Alleaves.Wire;
using Sync.Model;

namespace Sync.Connectors.Alleaves.Mapping;

/// <summary>How an order reached its buyer.</summary>
internal static class OrderTypes
{
    public static OrderType Of(OrderRow row, Warnings warnings)
    {
        if (Text.OrNull(row.Type) is not { } text) return Text.OrNull(row.PickupDate) is null ? OrderType.InStore : OrderType.Pickup;
        switch (text.ToLowerInvariant())
        {
            case "in_store":
                return OrderType.InStore;
            case "delivery":
                return OrderType.Delivery;
            case "pickup":
                return OrderType.Pickup;
            default:
                warnings.Add($"unknown order type '{text}'");
                return OrderType.InStore;
        }
    }
}
