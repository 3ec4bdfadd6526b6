namespace Sync.Model;

/// <summary>A sale or a return as the POS knows it. A negative <see cref="Total"/> is a return.</summary>
public sealed record Order : IPosRecord
{
    /// <inheritdoc />
    public required string Id { get; init; }

    /// <summary>The POS's id of the buyer's customer record, where the order states it; null otherwise.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The buyer's address, trimmed and lowercased; null where unknown or a placeholder.</summary>
    public string? BuyerEmail { get; init; }

    /// <summary>The POS user id of the buyer (compare <see cref="Customer.UserId"/>), without braces; null where unknown.</summary>
    public string? BuyerUserId { get; init; }

    /// <summary>The buyer's name as the order states it.</summary>
    public string? BuyerName { get; init; }

    /// <summary>The buyer's phone as the order states it.</summary>
    public string? BuyerPhone { get; init; }

    /// <summary>What became of it.</summary>
    public required OrderStatus Status { get; init; }

    /// <summary>How it reached its buyer.</summary>
    public required OrderType Type { get; init; }

    /// <summary>The lines, in the POS's order.</summary>
    public required IReadOnlyList<OrderLine> Lines { get; init; }

    /// <summary>Sum before tax and discount, as the POS states it, else the sum of the lines.</summary>
    public required Money Subtotal { get; init; }

    /// <summary>Tax as the POS states it, else nothing.</summary>
    public required Money Tax { get; init; }

    /// <summary>Discount as the POS states it (a positive amount lowers the total), else nothing.</summary>
    public required Money Discount { get; init; }

    /// <summary>What was added for service; null where the POS has no such thing.</summary>
    public Money? ServiceCharge { get; init; }

    /// <summary>What the buyer gave on top; null where the POS has no such thing.</summary>
    public Money? Tip { get; init; }

    /// <summary>What rounding to the coins in use added or took; null where the POS does not round.</summary>
    public Money? Rounding { get; init; }

    /// <summary>What the buyer paid; negative on a return. The POS's word, whatever its parts add up to.</summary>
    public required Money Total { get; init; }

    /// <summary>What went back of <see cref="Total"/> later, as a positive amount.</summary>
    public required Money Refunded { get; init; }

    /// <summary>Where it was sold: the POS's id of the location; null where the connection has just one and does not name it.</summary>
    public string? LocationId { get; init; }

    /// <summary>When it was made, as an instant.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The IANA name of its location's time zone; null where the connection's holds.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The store's day that the POS itself counts it under; null where the time and the calendar tell.</summary>
    public DateOnly? BusinessDate { get; init; }

    /// <summary>
    /// Whether the POS states what the total is made of. Where it does not, <see cref="Subtotal"/> is what the lines say and
    /// <see cref="Tax"/> nothing, and a total that holds a tax nobody stated is not out of balance for it.
    /// </summary>
    public bool StatesParts { get; init; } = true;

    /// <summary>
    /// By how much <see cref="Total"/> differs from subtotal − discount + service charge + tax + tip + rounding, as a positive
    /// amount where it is larger; nothing where the POS's parts add up, or where it states none.
    /// </summary>
    public Money Unbalanced => !StatesParts ? Nothing : Total - (Subtotal - Discount + Tax
        + (ServiceCharge ?? Nothing) + (Tip ?? Nothing) + (Rounding ?? Nothing));

    private Money Nothing => new(0, Total.Currency);
}
