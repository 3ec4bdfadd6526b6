namespace Sync.Connectors.Files.Orders;

/// <summary>The amounts of the whole order that a row states, in major units; null where it does not.</summary>
internal readonly record struct StatedMoney(decimal? Total, decimal? Subtotal, decimal? Tax, decimal? Discount, decimal? Refunded)
{
    /// <summary>Whether nothing is stated.</summary>
    public bool IsNone => Total is null && Subtotal is null && Tax is null && Discount is null && Refunded is null;

    /// <summary>What two rows of one order state together; the name of the amount where they contradict each other.</summary>
    public StatedMoney With(in StatedMoney other, ref string? conflict) => new(
        Same(Total, other.Total, "total", ref conflict),
        Same(Subtotal, other.Subtotal, "subtotal", ref conflict),
        Same(Tax, other.Tax, "tax", ref conflict),
        Same(Discount, other.Discount, "discount", ref conflict),
        Same(Refunded, other.Refunded, "refunded amount", ref conflict));

    private static decimal? Same(decimal? mine, decimal? theirs, string what, ref string? conflict)
    {
        if (mine is not null && theirs is not null && mine != theirs) conflict ??= what;
        return mine ?? theirs;
    }
}
