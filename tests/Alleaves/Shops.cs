using Sync.Simulator;
using Sync.TestKit;

namespace Sync.Alleaves.Tests;

/// <summary>Shops and clocks to test with.</summary>
internal static class Shops
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>250 customers, 450 orders and 120 products: 3, 5 and 1 pages.</summary>
    public static Task<FakeAlleaves> OpenAsync(FakeAlleavesOptions? options = null) =>
        FakeAlleaves.StartAsync(ShopTruth.Generate(new ShopPlan { Now = Now }), options);

    /// <summary>Waits end at once.</summary>
    public static FakeTime Hurried() => new(Now, autoAdvance: true);

    public static FakeTime Still() => new(Now);
}
