using Sync.ConnectorKit;
using Sync.Simulator.Kit;
using Sync.Simulator.Square;

namespace Sync.Conformance.Tests;

/// <summary>Square's connector does what every connector must.</summary>
public sealed class SquareConformance : ConformanceTests
{
    protected override int RequestsToConnect => 1; // the locations

    // Only customers are counted.
    protected override IReadOnlyList<PosStream> WithTotals => [PosStream.Customers];

    protected override async Task<IFakePos> StartAsync(PosTruth truth, FakePosOptions options) => await FakeSquare.StartAsync(truth, options);
}
