using Sync.Connectors.Files.Values;

namespace Sync.Connectors.Files.Orders;

/// <summary>The amounts of the whole order that a row states, in major units; null where it does not.</summary>
internal readonly record struct StatedMoney(decimal? Total, decimal? Subtotal, decimal? Tax, decimal? Discount, decimal? Refunded)
{
    /// <summary>The most bytes that it takes.</summary>
    public const int LongestBytes = 6 * PackWriter.LongestValue;

    /// <summary>Whether nothing is stated.</summary>
    public bool IsNone => Total is null && Subtotal is null && Tax is null && Discount is null && Refunded is null;

    /// <summary>What two rows of one order state together; the name of the amount where they contradict each other.</summary>
    public StatedMoney With(in StatedMoney other, ref string? conflict) => new(
        Same(Total, other.Total, "total", ref conflict),
        Same(Subtotal, other.Subtotal, "subtotal", ref conflict),
        Same(Tax, other.Tax, "tax", ref conflict),
        Same(Discount, other.Discount, "discount", ref conflict),
        Same(Refunded, other.Refunded, "refunded amount", ref conflict));

    public void Write(ref PackWriter writer)
    {
        writer.Byte((byte)(Bit(Total, 1) | Bit(Subtotal, 2) | Bit(Tax, 4) | Bit(Discount, 8) | Bit(Refunded, 16)));
        foreach (var amount in (ReadOnlySpan<decimal?>)[Total, Subtotal, Tax, Discount, Refunded])
            if (amount is { } stated) writer.Decimal(stated);
    }

    public static StatedMoney Read(ref PackReader reader)
    {
        var stated = reader.Byte();
        return new StatedMoney(
            (stated & 1) != 0 ? reader.Decimal() : null,
            (stated & 2) != 0 ? reader.Decimal() : null,
            (stated & 4) != 0 ? reader.Decimal() : null,
            (stated & 8) != 0 ? reader.Decimal() : null,
            (stated & 16) != 0 ? reader.Decimal() : null);
    }

    private static int Bit(decimal? amount, int bit) => amount is null ? 0 : bit;

    private static decimal? Same(decimal? mine, decimal? theirs, string what, ref string? conflict)
    {
        if (mine is not null && theirs is not null && mine != theirs) conflict ??= what;
        return mine ?? theirs;
    }
}
