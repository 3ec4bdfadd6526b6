using Sync.Simulator.Alleaves;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>Alleaves, in the shape of the requirements' reference: one location, nothing to ask for changes by.</summary>
public sealed class AlleavesConformance : ConformanceTests
{
    protected override TruthPlan Plan => base.Plan with { Locations = 1 };

    // No order can be asked for; the reference names none.
    protected override bool NewestOrdersFirst => false;

    protected override async Task<IFakePos> StartAsync(PosTruth truth, FakePosOptions options) => await FakeAlleavesPos.StartAsync(truth, options);

    protected override void Settle(PosTruth truth, DateTimeOffset now) => FakeAlleavesPos.Shape(truth);
}
