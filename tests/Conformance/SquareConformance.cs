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

    // A sale made offline is late by its making; what is searched by is when it arrived, and the search lags behind that.
    protected override TimeSpan StampedBefore(StreamDescriptor stream) => TimeSpan.FromMinutes(5);

    protected override async Task<IFakePos> StartAsync(PosTruth truth, FakePosOptions options) => await FakeSquare.StartAsync(truth, options);
}
