using Sync.Connectors.Files.Values;

namespace Sync.Connectors.Files.Orders;

/// <summary>An order line while the file is read; its product is a number of the <see cref="GoodsPool"/>.</summary>
internal readonly record struct LineRow(int Goods, decimal Quantity, decimal UnitPrice, long TotalMinor)
{
    /// <summary>The most bytes that it takes.</summary>
    public const int LongestBytes = 4 * PackWriter.LongestValue;

    public void Write(ref PackWriter writer)
    {
        writer.Whole(Goods);
        writer.Decimal(Quantity);
        writer.Decimal(UnitPrice);
        writer.Whole(TotalMinor);
    }

    public static LineRow Read(ref PackReader reader) => new((int)reader.Whole(), reader.Decimal(), reader.Decimal(), reader.Whole());
}
