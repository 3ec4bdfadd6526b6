using Sync.Simulator;

namespace Sync.Web.Tests;

/// <summary>Small shops to sync.</summary>
internal static class Shops
{
    public static Task<FakeAlleaves> OpenAsync(TimeSpan latency = default) => FakeAlleaves.StartAsync(
        ShopTruth.Generate(new ShopPlan { Customers = 30, Orders = 40, Products = 10, Now = TimeProvider.System.GetUtcNow() }),
        new FakeAlleavesOptions { Latency = latency });
}
