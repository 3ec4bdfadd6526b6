namespace Sync.Simulator;

/// <summary>What is really in the shop. Change the lists as you like between requests, or from a fault's callback during one.</summary>
public sealed class ShopTruth
{
    public const string PlaceholderEmail = "no-email@alleaves.local";

    private readonly Lock gate = new();
    private (ShopOrder[] From, ShopOrder[] Orders) sorted = ([], []);

    public TruthList<ShopCustomer> Customers { get; } = [];

    public TruthList<ShopOrder> Orders { get; } = [];

    public TruthList<ShopProduct> Products { get; } = [];

    /// <summary>The shop of a plan.</summary>
    public static ShopTruth Generate(ShopPlan plan) => new ShopGenerator(plan).Fill(new ShopTruth());

    /// <summary>Orders created at or after a time, newest first.</summary>
    public ArraySegment<ShopOrder> OrdersFrom(DateTimeOffset? from)
    {
        var all = NewestFirst();
        if (from is not { } start) return all;
        var (low, high) = (0, all.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (all[middle].CreatedAt >= start) low = middle + 1;
            else high = middle;
        }

        return new ArraySegment<ShopOrder>(all, 0, low);
    }

    /// <summary>Changes a share of all customers, orders and products in place: a phone, a quantity with its total, a price.</summary>
    /// <returns>How many of each were changed.</returns>
    public (int Customers, int Orders, int Products) Churn(double share, int seed = 1) => new ShopChurn(this, seed).Run(share);

    private ShopOrder[] NewestFirst()
    {
        var now = Orders.Snapshot();
        lock (gate)
        {
            if (!ReferenceEquals(sorted.From, now))
                sorted = (now, [.. now.OrderByDescending(o => o.CreatedAt).ThenByDescending(o => o.Id, StringComparer.Ordinal)]);
            return sorted.Orders;
        }
    }
}
