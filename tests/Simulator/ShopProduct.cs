namespace Sync.Simulator;

/// <summary>A product of the simulated shop.</summary>
public sealed record ShopProduct
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? Brand { get; init; }

    public required string Category { get; init; }

    public string? Subcategory { get; init; }

    public decimal Price { get; init; }

    /// <summary>What the POS sends in the price's place, in JSON; null for the price.</summary>
    public string? PriceJson { get; init; }

    public decimal Cost { get; init; }

    public decimal BatchCost { get; init; }

    /// <summary>Null where no certificate was uploaded.</summary>
    public decimal? Thc { get; init; }

    public decimal? Cbd { get; init; }

    public string? Strain { get; init; }

    public int Quantity { get; init; }
}
