using Sync.Simulator.Lightspeed;

namespace Sync.Simulator.Kit;

/// <summary>The fakes there are, by the connector that speaks to them.</summary>
public static class FakePosCatalog
{
    /// <summary>What ids look like there, and how it is started.</summary>
    public static IReadOnlyDictionary<string, (TruthIds Ids, Func<PosTruth, FakePosOptions, Task<IFakePos>> Start)> All { get; } =
        new Dictionary<string, (TruthIds, Func<PosTruth, FakePosOptions, Task<IFakePos>>)>(StringComparer.Ordinal)
        {
            ["lightspeed"] = (TruthIds.Uuids, async (truth, options) => await FakeLightspeed.StartAsync(truth, options)),
        };
}
