using Sync.Simulator.Clover;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>Clover. Each location is a merchant there, so that a connection has one.</summary>
public sealed class CloverConformance : ConformanceTests
{
    protected override TruthPlan Plan => base.Plan with { Locations = 1 };

    protected override int RequestsToConnect => 4; // the merchant and its properties, and the names of the item groups

    protected override bool NestsPages => true;

    protected override async Task<IFakePos> StartAsync(PosTruth truth, FakePosOptions options) => await FakeClover.StartAsync(truth, options);
}
