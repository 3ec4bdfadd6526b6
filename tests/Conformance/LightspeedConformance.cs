using Sync.Simulator.Kit;
using Sync.Simulator.Lightspeed;

namespace Sync.Conformance.Tests;

/// <summary>Lightspeed keeps the promises of every connector.</summary>
public sealed class LightspeedConformance : ConformanceTests
{
    // Its ids are UUIDs.
    protected override TruthPlan Plan => base.Plan with { Ids = TruthIds.Uuids };

    protected override int RequestsToConnect => 2; // the outlets, to the empty page at their end

    protected override async Task<IFakePos> StartAsync(PosTruth truth, FakePosOptions options) => await FakeLightspeed.StartAsync(truth, options);
}
