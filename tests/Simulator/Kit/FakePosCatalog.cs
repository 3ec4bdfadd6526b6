using Sync.Simulator.Alleaves;
using Sync.Simulator.Clover;
using Sync.Simulator.GenericRest;
using Sync.Simulator.Lightspeed;
using Sync.Simulator.Shopify;
using Sync.Simulator.Square;
using Sync.Simulator.Toast;

namespace Sync.Simulator.Kit;

/// <summary>The fakes there are, by the connector that speaks to them.</summary>
public static class FakePosCatalog
{
    /// <summary>How each is made.</summary>
    public static IReadOnlyDictionary<string, FakePosKind> All { get; } =
        new Dictionary<string, FakePosKind>(StringComparer.Ordinal)
        {
            ["alleaves"] = new(p => p with { Locations = 1 }, async (truth, options) => await FakeAlleavesPos.StartAsync(Shaped(truth, FakeAlleavesPos.Shape), options)),
            ["clover"] = new(p => p with { Locations = 1 }, async (truth, options) => await FakeClover.StartAsync(truth, options)),
            ["lightspeed"] = new(p => p with { Ids = TruthIds.Uuids }, async (truth, options) => await FakeLightspeed.StartAsync(truth, options)),
            ["rest"] = new(p => p, async (truth, options) => await FakeRestPos.StartAsync(truth, options, RestStyle.Cursor)),
            ["shopify"] = new(p => p with { Ids = TruthIds.Digits }, async (truth, options) => await FakeShopify.StartAsync(truth, options)),
            ["square"] = new(p => p, async (truth, options) => await FakeSquare.StartAsync(truth, options)),
            ["toast"] = new(p => p with { Ids = TruthIds.Uuids }, async (truth, options) => await FakeToast.StartAsync(truth, options)),
        };

    private static PosTruth Shaped(PosTruth truth, Action<PosTruth> shape)
    {
        shape(truth);
        return truth;
    }
}

/// <summary>How a fake is made.</summary>
/// <param name="Shape">What a shop looks like at this POS: its ids, how many locations an account has.</param>
/// <param name="Start">Opens it.</param>
public sealed record FakePosKind(Func<TruthPlan, TruthPlan> Shape, Func<PosTruth, FakePosOptions, Task<IFakePos>> Start);
