using Sync.ConnectorKit;
using Sync.Simulator.GenericRest;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>A POS described by settings, one class for each style of paging.</summary>
public abstract class RestConformance(RestStyle style) : ConformanceTests
{
    // This POS tells local times: those of the hour that autumn repeats are not to be told apart, so none is sold in it.
    protected override TruthPlan Plan => base.Plan with { Days = 20 };

    // This POS's definition names a mark of deletion for all but the stock.
    protected override bool CarriesDeletes(StreamDescriptor stream) => stream.Stream != PosStream.Inventory;

    protected override int RequestsToConnect => 1; // the token

    protected override async Task<IFakePos> StartAsync(PosTruth truth, FakePosOptions options) => await FakeRestPos.StartAsync(truth, options, style);
}

/// <summary>Numbered pages.</summary>
public sealed class RestPageConformance() : RestConformance(RestStyle.Page)
{
    protected override IReadOnlyList<PosStream> WithTotals => [PosStream.Customers, PosStream.Orders, PosStream.Products, PosStream.Inventory];
}

/// <summary>Offsets.</summary>
public sealed class RestOffsetConformance() : RestConformance(RestStyle.Offset);

/// <summary>Cursors in the body of a POST.</summary>
public sealed class RestCursorConformance() : RestConformance(RestStyle.Cursor);

/// <summary>Links to the next page.</summary>
public sealed class RestNextLinkConformance() : RestConformance(RestStyle.NextLink);
