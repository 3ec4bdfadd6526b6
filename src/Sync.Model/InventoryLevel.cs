namespace Sync.Model;

/// <summary>How much of a product a location has on hand.</summary>
public sealed record InventoryLevel : IPosRecord
{
    /// <summary>The location's id and the product's, with a <c>:</c> between them.</summary>
    public string Id => $"{LocationId}:{ProductId}";

    /// <summary>The POS's id of the product (of the variant, where it has some).</summary>
    public required string ProductId { get; init; }

    /// <summary>The POS's id of the location.</summary>
    public required string LocationId { get; init; }

    /// <summary>Units that can be sold; negative where more was sold than counted.</summary>
    public required decimal Quantity { get; init; }
}
