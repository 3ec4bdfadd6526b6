using Sync.ConnectorKit;
using Sync.Simulator.Alleaves;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>Alleaves, in the shape of the requirements' reference: one location, nothing to ask for changes by.</summary>
public sealed class AlleavesConformance : ConformanceTests
{
    protected override TruthPlan Plan => base.Plan with { Locations = 1 };

    protected override int RequestsToConnect => 1; // the log-in

    // The whole inventory is one answer.
    protected override IReadOnlyList<PosStream> WithoutPages => [PosStream.Products];

    protected override IReadOnlyList<PosStream> WithTotals => [PosStream.Customers, PosStream.Orders];

    protected override async Task<IFakePos> StartAsync(PosTruth truth, FakePosOptions options) => await FakeAlleavesPos.StartAsync(truth, options);

    protected override void Settle(PosTruth truth, DateTimeOffset now) => FakeAlleavesPos.Shape(truth);
}

/// <summary>Alleaves, in the form that public code saw: orders have statuses and parts, and no list states a total.</summary>
public sealed class AlleavesLiveConformance : ConformanceTests
{
    protected override TruthPlan Plan => base.Plan with { Locations = 1 };

    // Its pages are as long as they are asked for.
    protected override TruthPlan Small => Plan with { Customers = 220, Orders = 240, Products = 30 };

    protected override int RequestsToConnect => 1; // the log-in

    protected override IReadOnlyList<PosStream> WithoutPages => [PosStream.Products];

    // It tells no total, and counts its pages: what is drawn past a read comes with the next one.
    protected override bool SeesRowsLeave => false;

    protected override async Task<IFakePos> StartAsync(PosTruth truth, FakePosOptions options) => await FakeAlleavesPos.StartAsync(truth, options, live: true);

    protected override void Settle(PosTruth truth, DateTimeOffset now) => FakeAlleavesPos.ShapeLive(truth);
}
