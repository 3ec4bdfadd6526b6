namespace Sync.Connectors.Files.Orders;

/// <summary>An order line while the file is read: texts are numbers of the pool, and it points to the next line of its order.</summary>
internal struct LineRow
{
    public int Next;
    public int ProductId;
    public int Name;
    public int Category;
    public decimal Quantity;
    public decimal UnitPrice;
    public long TotalMinor;
}
