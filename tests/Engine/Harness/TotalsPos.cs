using Sync.ConnectorKit;

namespace Sync.Engine.Tests.Harness;

/// <summary>A scripted POS that gives its own totals of days.</summary>
/// <param name="pos">All else.</param>
/// <param name="totals">What it gives; null where it does not answer.</param>
internal sealed class TotalsPos(ScriptedPos pos, IReadOnlyList<PosDayTotal>? totals) : IPosConnector, IGivesDayTotals
{
    public ConnectorDescriptor Descriptor => pos.Descriptor;

    /// <summary>The days that were asked for.</summary>
    public List<(DateOnly From, DateOnly To)> Asked { get; } = [];

    public Task<CheckReport> CheckAsync(ConnectionContext connection, CancellationToken cancellation) => pos.CheckAsync(connection, cancellation);

    public IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, ConnectionContext connection, CancellationToken cancellation) => pos.ReadAsync(request, connection, cancellation);

    public Task<IReadOnlyList<PosDayTotal>> DayTotalsAsync(DateOnly from, DateOnly to, ConnectionContext connection, CancellationToken cancellation)
    {
        Asked.Add((from, to));
        return totals is null ? throw new RetryLaterException("The till does not answer.", "HTTP 503") : Task.FromResult(totals);
    }
}
