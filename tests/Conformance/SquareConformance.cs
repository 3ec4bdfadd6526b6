using Sync.Simulator.Kit;
using Sync.Simulator.Square;

namespace Sync.Conformance.Tests;

/// <summary>Square's connector does what every connector must.</summary>
public sealed class SquareConformance : ConformanceTests
{
    protected override async Task<IFakePos> StartAsync(PosTruth truth, FakePosOptions options) => await FakeSquare.StartAsync(truth, options);
}
