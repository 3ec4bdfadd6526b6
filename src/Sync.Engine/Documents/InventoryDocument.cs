using System.Collections.Frozen;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Documents;

/// <summary>How the stock of one product at one location stands in <c>inventory/{id}</c>.</summary>
internal static class InventoryDocument
{
    /// <summary>Our fields.</summary>
    public static FrozenSet<string> Fields { get; } = new[] { "id", "locationId", "orgId", "productId", "quantity", "source" }.ToFrozenSet();

    /// <summary>Keys in ordinal order. Products go by the id of their document, and locations as on orders and days.</summary>
    public static void Write(DocumentBodyWriter w, DocumentScope scope, InventoryLevel level)
    {
        w.Begin();
        w.Text("id", scope.Key(level.Id));
        w.Text("locationId", scope.Key(level.LocationId));
        w.Text("orgId", scope.Org.Value);
        w.Text("productId", scope.Key(level.ProductId));
        if (level.Quantity is { } quantity) w.Number("quantity", quantity);
        w.Text("source", "pos");
    }

    /// <summary>What an update removes: our fields that the level lacks.</summary>
    public static IReadOnlyList<string> GoneFrom(InventoryLevel level) => level.Quantity is null ? ["quantity"] : [];
}
