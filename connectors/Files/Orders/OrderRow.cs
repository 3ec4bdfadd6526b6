using Sync.Connectors.Files.Values;
using Sync.Model;

namespace Sync.Connectors.Files.Orders;

/// <summary>What one row says, its numbers and dates read; texts are still in the row.</summary>
internal ref struct OrderRow
{
    public ReadOnlySpan<byte> Id;
    public FileTime Time;
    public OrderStatus? Status;
    public OrderType? Type;
    public Currency? Currency;
    public StatedMoney Stated;
    public bool HasLine;
    public decimal Quantity;
    public decimal UnitPrice;
    public decimal LineTotal;
}
