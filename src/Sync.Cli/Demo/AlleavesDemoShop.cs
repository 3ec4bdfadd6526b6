using Sync.Simulator;

namespace Sync.Cli.Demo;

/// <summary>The Alleaves of the demo.</summary>
internal sealed class AlleavesDemoShop(ShopTruth shop, FakeAlleaves pos) : IDemoShop
{
    private const double Churn = 0.01;

    // The shop's orders grow old between demos, and 1% of all of them change: all are read again.
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(pos.Settings()) { ["lookBackDays"] = "3650" };

    public string Url => pos.BaseUrl;

    public static async Task<IDemoShop> OpenAsync(DemoSize size, DateTimeOffset founded)
    {
        var shop = ShopTruth.Generate(new ShopPlan { Customers = size.Customers, Orders = size.Orders, Products = size.Products, Now = founded });
        return new AlleavesDemoShop(shop, await FakeAlleaves.StartAsync(shop));
    }

    public void Change(int round, DateTimeOffset at) => shop.Churn(Churn, round);

    public ValueTask DisposeAsync() => pos.DisposeAsync();
}
