namespace Sync.Simulator.Kit;

/// <summary>How large a simulated shop is, and how it looks.</summary>
public sealed record TruthPlan
{
    public int Customers { get; init; } = 250;

    public int Orders { get; init; } = 450;

    /// <summary>Products; each third one has two variants.</summary>
    public int Products { get; init; } = 120;

    public int Locations { get; init; } = 2;

    public int Seed { get; init; } = 1;

    /// <summary>Everything was made before this, over the days before.</summary>
    public DateTimeOffset Now { get; init; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Over how many days.</summary>
    public int Days { get; init; } = 60;

    public string Currency { get; init; } = "USD";

    /// <summary>
    /// Whether there are a few of what is rare: service charges, rounding, refunds in part and whole, deliveries and what is fetched or bought on the web, a product off the shelves,
    /// one of 120 variants, an order of 150 lines.
    /// </summary>
    public bool Varied { get; init; }

    /// <summary>Whether a varied shop has returns that belong to no sale too: orders with a negative total. Not every POS has such a thing.</summary>
    public bool Returns { get; init; } = true;

    /// <summary>How ids begin and which characters follow: some POS have UUIDs only, see <see cref="TruthIds"/>.</summary>
    public TruthIds Ids { get; init; } = TruthIds.Letters;
}

/// <summary>What ids look like at a POS.</summary>
public enum TruthIds
{
    /// <summary>A letter or two and a number, such as <c>C17</c>.</summary>
    Letters,

    /// <summary>Digits only.</summary>
    Digits,

    /// <summary>UUIDs.</summary>
    Uuids,
}
