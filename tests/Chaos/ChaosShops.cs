using Sync.Simulator;

namespace Sync.Chaos.Tests;

/// <summary>A shop as it was, and the same shop after a day on which everything happened to it that is hard to redo.</summary>
public abstract class ChaosShops(int customers, int orders, int products) : IAsyncLifetime
{
    private static readonly TimeSpan ClearOfThresholds = TimeSpan.FromDays(5);

    internal FakeAlleaves Before { get; private set; } = null!;

    internal FakeAlleaves After { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        // Sales of 5 to 35 days ago: no customer grows into another segment while the tests run.
        var plan = new ShopPlan
        {
            Customers = customers,
            Orders = orders,
            Products = products,
            Days = 30,
            StrangerShare = 0.05,
            Now = TimeProvider.System.GetUtcNow() - ClearOfThresholds,
        };
        Before = await FakeAlleaves.StartAsync(ShopTruth.Generate(plan));
        After = await FakeAlleaves.StartAsync(Changed(ShopTruth.Generate(plan)));
    }

    public async Task DisposeAsync()
    {
        await Before.DisposeAsync();
        await After.DisposeAsync();
    }

    /// <summary>Fields change, strangers become customers (their sales move), an order changes hands, products and a customer go.</summary>
    private static ShopTruth Changed(ShopTruth shop)
    {
        shop.Churn(0.1);
        foreach (var (stranger, i) in shop.Orders.Where(o => o.CustomerId is null).Take(8).Select((o, i) => (o, i)).ToList())
            shop.Customers.Add(new ShopCustomer($"{900_000 + i}", stranger.Email, "New", "Comer", null, stranger.UserId));
        shop.Orders[0] = shop.Orders[0] with { CustomerId = shop.Customers[7].Id, Email = shop.Customers[7].Email!, UserId = shop.Customers[7].UserId };
        for (var i = 0; i < 5; i++) shop.Products.RemoveAt(i * 7);
        shop.Customers.RemoveAt(3);
        return shop;
    }
}
