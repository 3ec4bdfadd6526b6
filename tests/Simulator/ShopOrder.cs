namespace Sync.Simulator;

/// <summary>An order of the simulated shop.</summary>
public sealed record ShopOrder
{
    public required string Id { get; init; }

    /// <summary>The buyer's customer record; null for a stranger, who matches nobody.</summary>
    public string? CustomerId { get; init; }

    /// <summary>What the order says of the buyer: the walk-in placeholder where they gave no address.</summary>
    public required string Email { get; init; }

    public required string UserId { get; init; }

    /// <summary>False where only the order, not its customer object, names the user.</summary>
    public bool BuyerNamesUser { get; init; } = true;

    public required IReadOnlyList<ShopLine> Lines { get; init; }

    /// <summary>Negative on a return.</summary>
    public required decimal Total { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string Type { get; init; } = "in_store";

    /// <summary>Sent in the live profile only: the reference has no status.</summary>
    public string Status { get; init; } = "completed";
}
