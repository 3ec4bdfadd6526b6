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

    /// <summary>What the buyer paid; negative on a return. The POS's word, whatever its parts add up to.</summary>
    public required Money Total { get; init; }

    /// <summary>What went back of <see cref="Total"/> later, as a positive amount.</summary>
    public required Money Refunded { get; init; }

    /// <summary>Where it was sold: the POS's id of the location; null where the connection has just one and does not name it.</summary>
    public string? LocationId { get; init; }

    /// <summary>When it was made, as an instant.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
