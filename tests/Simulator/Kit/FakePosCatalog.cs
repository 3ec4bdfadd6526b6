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
    /// <summary>What ids look like there, and how it is started.</summary>
    public static IReadOnlyDictionary<string, (TruthIds Ids, Func<PosTruth, FakePosOptions, Task<IFakePos>> Start)> All { get; } =
        new Dictionary<string, (TruthIds, Func<PosTruth, FakePosOptions, Task<IFakePos>>)>(StringComparer.Ordinal)
        {
            ["clover"] = (TruthIds.Letters, async (truth, options) => await FakeClover.StartAsync(truth, options)),
            ["lightspeed"] = (TruthIds.Uuids, async (truth, options) => await FakeLightspeed.StartAsync(truth, options)),
            ["rest"] = (TruthIds.Letters, async (truth, options) => await FakeRestPos.StartAsync(truth, options, RestStyle.Cursor)),
            ["shopify"] = (TruthIds.Digits, async (truth, options) => await FakeShopify.StartAsync(truth, options)),
            ["square"] = (TruthIds.Letters, async (truth, options) => await FakeSquare.StartAsync(truth, options)),
            ["toast"] = (TruthIds.Uuids, async (truth, options) => await FakeToast.StartAsync(truth, options)),
        };
}
