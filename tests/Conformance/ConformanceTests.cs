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

    /// <summary>How many requests a read from a cursor that finds nothing may take for each location.</summary>
    protected virtual int QuietRequests(ConnectorKit.PosStream stream) => 1;
}
