using Sync.Connectors.Files.Values;

namespace Sync.Connectors.Files.Orders;

/// <summary>A product as an order line names it: numbers of the pool of texts.</summary>
internal readonly record struct Goods(int ProductId, int Name, int Category)
{
    /// <summary>Nothing is named.</summary>
    public static Goods None => new(TextPool.None, TextPool.None, TextPool.None);
}
