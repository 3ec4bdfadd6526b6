namespace Sync.Simulator;

/// <summary>How large a generated shop is, and what is in it.</summary>
public sealed record ShopPlan
{
    public int Customers { get; init; } = 250;

    public int Orders { get; init; } = 450;

    public int Products { get; init; } = 120;

    /// <summary>Orders lie in so many days before <see cref="Now"/>.</summary>
    public int Days { get; init; } = 90;

    public DateTimeOffset Now { get; init; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public int Seed { get; init; } = 1;

    /// <summary>Orders whose address is the placeholder, so that only the user id tells the buyer.</summary>
    public double WalkInShare { get; init; } = 0.30;

    /// <summary>Orders of buyers who are no customers.</summary>
    public double StrangerShare { get; init; } = 0.02;

    /// <summary>Orders that bring goods back, with a negative total.</summary>
    public double ReturnShare { get; init; } = 0.01;
}
