namespace Sync.Model;

/// <summary>A product as the POS lists it.</summary>
public sealed record Product : IPosRecord
{
    /// <inheritdoc />
    public required string Id { get; init; }

    /// <summary>Its name on the menu.</summary>
    public required string Name { get; init; }

    /// <summary>The POS's id of what this is a variant of; null where it stands alone. What is sold is the variant: its id is on the sales.</summary>
    public string? ParentId { get; init; }

    /// <summary>
    /// The POS's id of what holds it and its other variants, where it has one for what stands alone too; null where it has none.
    /// It is no field of the product, but what <c>RecordPage.WholeGroups</c> names.
    /// </summary>
    public string? Group { get; init; }

    /// <summary>What tells it from the other variants, such as <c>Large</c>; it is part of <see cref="Name"/> too.</summary>
    public string? Variant { get; init; }

    /// <summary>The shop's own number for it.</summary>
    public string? Sku { get; init; }

    /// <summary>What its bar code says.</summary>
    public string? Barcode { get; init; }

    /// <summary>Who makes it.</summary>
    public string? Brand { get; init; }

    /// <summary>The POS's category; empty where it has none.</summary>
    public string Category { get; init; } = "";

    /// <summary>A finer category.</summary>
    public string? Subcategory { get; init; }

    /// <summary>Price of one; null where the POS states none (a price of 0 there means "none" and never replaces a good one).</summary>
    public Money? Price { get; init; }

    /// <summary>What one costs the shop.</summary>
    public Money? Cost { get; init; }

    /// <summary>What one of the present batch costs the shop.</summary>
    public Money? BatchCost { get; init; }

    /// <summary>THC in percent; null where no certificate was uploaded.</summary>
    public decimal? ThcPercent { get; init; }

    /// <summary>CBD in percent; null where no certificate was uploaded.</summary>
    public decimal? CbdPercent { get; init; }

    /// <summary>The POS's own word for the strain; null where it has none and the name must tell.</summary>
    public StrainType? Strain { get; init; }

    /// <summary>True where it can be sold now.</summary>
    public required bool Available { get; init; }

    /// <summary>Units on hand; null where the POS does not say.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>A picture that the POS hosts.</summary>
    public string? ImageUrl { get; init; }
}
