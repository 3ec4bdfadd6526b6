namespace Sync.Simulator.Kit;

/// <summary>
/// What is really at a simulated POS, in words that no POS owns: each fake tells it in its own. Change the lists between
/// requests, or from a fault's callback during one; stamp what you change with a later <c>UpdatedAt</c>.
/// </summary>
public sealed class PosTruth
{
    /// <summary>The shop's locations.</summary>
    public TruthList<TruthLocation> Locations { get; } = [];

    /// <summary>Its customers, deleted ones too where the POS still tells of them.</summary>
    public TruthList<TruthCustomer> Customers { get; } = [];

    /// <summary>Its sales and returns.</summary>
    public TruthList<TruthOrder> Orders { get; } = [];

    /// <summary>What it sells: one entry for each variant.</summary>
    public TruthList<TruthProduct> Products { get; } = [];

    /// <summary>What it has on hand.</summary>
    public TruthList<TruthLevel> Levels { get; } = [];

    /// <summary>The three-letter code of its currency.</summary>
    public string Currency { get; set; } = "USD";

    /// <summary>A shop of a plan: the same one for the same plan.</summary>
    public static PosTruth Generate(TruthPlan plan) => new TruthGenerator(plan).Fill(new PosTruth());
}

/// <summary>A place where is sold.</summary>
public sealed record TruthLocation(string Id, string Name, string TimeZone);

/// <summary>A customer.</summary>
public sealed record TruthCustomer
{
    public required string Id { get; init; }

    public string? Email { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    /// <summary>E.164.</summary>
    public string? Phone { get; init; }

    /// <summary>A text that no connector needs.</summary>
    public string? Note { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public bool Deleted { get; init; }
}

/// <summary>What became of an order.</summary>
public enum TruthStatus { Completed, Open, Cancelled }

/// <summary>How an order reaches its buyer.</summary>
public enum TruthType { InStore, Delivery, Pickup, Online }

/// <summary>A sale. All amounts in minor units; <c>Subtotal − Discount + ServiceCharge + Tax + Tip + Rounding = Total</c> unless a test wants it otherwise.</summary>
public sealed record TruthOrder
{
    public required string Id { get; init; }

    public string? CustomerId { get; init; }

    public required string LocationId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the POS last touched it; later than now where it was made offline and arrives late.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    public TruthStatus Status { get; init; } = TruthStatus.Completed;

    public TruthType Type { get; init; }

    public required IReadOnlyList<TruthLine> Lines { get; init; }

    public long Subtotal { get; init; }

    public long Discount { get; init; }

    public long ServiceCharge { get; init; }

    public long Tax { get; init; }

    public long Tip { get; init; }

    public long Rounding { get; init; }

    public required long Total { get; init; }

    /// <summary>What went back later, as a positive amount; a fake tells it as its POS does.</summary>
    public long Refunded { get; init; }

    public bool Deleted { get; init; }
}

/// <summary>A line of an order; amounts in minor units.</summary>
public sealed record TruthLine(string ProductId, string Name, decimal Quantity, long UnitPrice, long Total);

/// <summary>A product, or one variant of one.</summary>
public sealed record TruthProduct
{
    public required string Id { get; init; }

    /// <summary>What it is a variant of; its own id where it stands alone.</summary>
    public required string ParentId { get; init; }

    /// <summary>The parent's name.</summary>
    public required string Name { get; init; }

    /// <summary>What tells the variant; null where it stands alone.</summary>
    public string? Variant { get; init; }

    public string? Category { get; init; }

    public string? Sku { get; init; }

    public string? Barcode { get; init; }

    /// <summary>Minor units.</summary>
    public required long Price { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Off the shelves, but not gone.</summary>
    public bool Archived { get; init; }

    public bool Deleted { get; init; }
}

/// <summary>How much of a product is at a location.</summary>
public sealed record TruthLevel(string ProductId, string LocationId, decimal Quantity, DateTimeOffset UpdatedAt);
