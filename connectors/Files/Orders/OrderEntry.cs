using Sync.Connectors.Files.Values;
using Sync.Model;

namespace Sync.Connectors.Files.Orders;

/// <summary>An order while its rows are gathered: 48 bytes; what is longer stands in the table, by place or by number.</summary>
internal struct OrderEntry
{
    // 0 for none, else one more than the value.
    private byte status;
    private byte type;

    public OrderEntry(int currency) => Currency = (ushort)currency;

    /// <summary>Number of its currency in the table.</summary>
    public readonly ushort Currency;

    /// <summary>Of the first row that states one.</summary>
    public FileTime Time;

    /// <summary>What its lines come to, in minor units.</summary>
    public long LinesMinor;

    /// <summary>Number in the pool of texts.</summary>
    public int CustomerId = TextPool.None;

    /// <summary>Number in the pool of texts.</summary>
    public int Location = TextPool.None;

    /// <summary>Place of its <see cref="Orders.Buyer"/>.</summary>
    public int Buyer = PackedRecords.Nowhere;

    /// <summary>Place of its <see cref="StatedMoney"/>.</summary>
    public int Stated = PackedRecords.Nowhere;

    /// <summary>Place of its first line; each begins with the place of the next.</summary>
    public int FirstLine = PackedRecords.Nowhere;

    public int LastLine = PackedRecords.Nowhere;
    public int LineCount;

    public OrderStatus? Status
    {
        readonly get => status == 0 ? null : (OrderStatus)(status - 1);
        set => status = value is { } known ? checked((byte)(known + 1)) : (byte)0;
    }

    public OrderType? Type
    {
        readonly get => type == 0 ? null : (OrderType)(type - 1);
        set => type = value is { } known ? checked((byte)(known + 1)) : (byte)0;
    }
}
