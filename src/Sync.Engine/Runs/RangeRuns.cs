using Sync.ConnectorKit;
using Sync.Engine.Connections;

namespace Sync.Engine.Runs;

/// <summary>Reads days of orders again, each range by a run of its own: the one that the options name, or all that wait in the connection.</summary>
internal sealed class RangeRuns(ConnectionRunner runner, WaitingRanges waiting)
{
    // A run that had to put the ledger right first reads no days; the one after it does.
    private const int MostTries = 2;

    /// <summary>The days that the options name.</summary>
    public async Task<RunReport> RunAsync(ConnectionRunRequest request, OrgReport report, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var run = await runner.RunAsync(request, cancellation);
            report.Runs.Add(run);
            if (run.Error is not null || run.Range is not null || attempt == MostTries) return run;
        }
    }

    /// <summary>All that wait, the oldest first. What cannot be read to its end waits on, and what comes after it too: it would fail as well.</summary>
    public async Task RunWaitingAsync(ConnectionRunRequest request, OrgReport report, CancellationToken cancellation)
    {
        if (request is not { Lease: { } lease, Unread: false, Options: { OnlyHinted: false, Brought: null } }) return;
        foreach (var asked in request.Connection.Waiting)
        {
            // Nothing else that was asked of the whole run holds for these days: it is done already.
            var options = new RunOptions { Again = new OrderRange(request.Connection.Id, asked.From, asked.To) };
            if (!IsDone(await RunAsync(request with { Options = options }, report, cancellation))) return;
            await waiting.DoneAsync(request.Tenant, request.Connection.Id, asked, lease.Fence, cancellation);
        }
    }

    // A connection that has no orders at all has none of these days either.
    private static bool IsDone(RunReport run) => run is { Error: null, Range: not null }
        && (run.NotOffered.Contains(PosStream.Orders) || !run.Streams.TryGetValue(PosStream.Orders, out var orders) || orders.Status is not (StreamStatus.Incomplete or StreamStatus.Waiting));
}
