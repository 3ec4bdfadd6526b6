using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>
/// What every connector must do that reads a POS over a network: all of <see cref="RecordTests"/>, and what comes of paging,
/// rates, log-ins, cut connections and kills. Shown against its POS's fake.
/// </summary>
public abstract partial class ConformanceTests : RecordTests
{
    /// <summary>Starts the fake of this connector's POS.</summary>
    protected abstract Task<IFakePos> StartAsync(PosTruth truth, FakePosOptions options);

    /// <inheritdoc />
    protected sealed override async Task<ITruthSource> OpenAsync(PosTruth truth, FakePosOptions options) => await StartAsync(truth, options);

    /// <summary>Whether a record's own long list, such as an order's 150 lines, has pages of its own at this POS.</summary>
    protected virtual bool NestsPages => false;

    private protected sealed override void CheckPages(ConformanceShop shop, IReadOnlyDictionary<ConnectorKit.PosStream, int> pages)
    {
        if (AnswersAreLists) pages.Where(p => !WithoutPages.Contains(p.Key)).ShouldAllBe(p => p.Value >= 3);
        shop.Pos.Requests.Any(shop.Pos.IsNested).ShouldBe(NestsPages);
        shop.Truth.Orders.Max(o => o.Lines.Count).ShouldBeGreaterThanOrEqualTo(150);
        shop.Truth.Products.GroupBy(p => p.ParentId).Max(g => g.Count()).ShouldBe(Plan.Products > 0 && shop.Truth.Products.Any(p => p.Variant is not null) ? 120 : 1);
    }

    /// <summary>How many requests a new connection makes beside pages: logging in, and asking after the shop's own facts.</summary>
    protected abstract int RequestsToConnect { get; }

    /// <summary>How many requests a read from a cursor that finds nothing may take for each location.</summary>
    protected virtual int QuietRequests(ConnectorKit.PosStream stream) => 1;
}
