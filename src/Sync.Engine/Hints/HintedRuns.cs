using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Connections;
using Sync.Engine.Leases;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Engine.Hints;

/// <summary>
/// Runs an org's connections, and carries out what waits for them: what webhooks told of is read by id, by a run of its own after the
/// usual one, and days that somebody asked to have read again come last. Events are done once that run's commit is.
/// </summary>
internal sealed class HintedRuns(ConnectionRunner runner, ConnectorCatalog connectors, WaitingRanges waiting)
{
    // A run that had to put the ledger right first reads no hints; the one after it does.
    private const int MostTries = 2;

    private readonly RangeRuns ranges = new(runner, waiting);

    /// <summary>Whether a connection's POS sends webhooks.</summary>
    public bool HasWebhooks(Connection connection) => connectors.All.Any(c => c.Descriptor.Id == connection.Connector && c is IWebhookConnector);

    /// <summary>One connection's runs, into the report.</summary>
    public async Task RunAsync(ConnectionRunRequest request, OrgReport report, CancellationToken cancellation)
    {
        if (request.Options.Again is not null) await ranges.RunAsync(request, report, cancellation);
        else if (request.Options.OnlyWaiting is not null || await RunNewAsync(request, report, cancellation)) await ranges.RunWaitingAsync(request, report, cancellation);
    }

    // Whether the orders are as they should be by now: days that are read again before would fail as well, or come with the first import.
    private async Task<bool> RunNewAsync(ConnectionRunRequest request, OrgReport report, CancellationToken cancellation)
    {
        var (left, more) = request is { Lease: not null, Unread: false, Options.Brought: null } && HasWebhooks(request.Connection)
            ? await WebhookInbox.PendingAsync(request.Tenant, request.Connection.Id, cancellation)
            : ([], false);
        report.MoreHints |= more;
        var whole = false;
        // Whether the permission is really gone, the usual run finds out.
        if (!request.Options.OnlyHinted || left.Exists(e => e.Revoked))
        {
            var usual = await runner.RunAsync(request, cancellation);
            report.Runs.Add(usual);
            left = await WithoutAsync(request, left, e => IsSettledBy(usual, e), cancellation);
            if (usual.Result == RunResult.Failed) return false; // asking for single records would fail as well; the next run tries
            whole = IsDone(usual, PosStream.Orders, StreamStatus.Held, StreamStatus.Suspicious);
        }

        if (left.Count > 0) await CarryOutAsync(request, left, report, cancellation);
        return whole;
    }

    private async Task CarryOutAsync(ConnectionRunRequest request, List<PendingEvent> events, OrgReport report, CancellationToken cancellation)
    {
        var hints = new HintSet(events, connectors.Find(request.Connection.Connector) as IReadsById);
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            var run = await runner.RunAsync(request with { Hints = hints }, cancellation);
            if (run.First && run.Error is null) return; // they wait for the first sync
            report.Runs.Add(run);
            if (run.Error is null && !run.ByHints) continue;
            var left = await WithoutAsync(request, events, e => run.Error is null && e.Touched.All(s => IsDone(run, s)), cancellation);
            report.HintsLeft |= left.Count > 0;
            return;
        }

        report.HintsLeft = true;
    }

    // What the POS withholds is not told for asking again: once it may be read, the usual run brings it.
    private static bool IsDone(RunReport run, PosStream stream, params ReadOnlySpan<StreamStatus> also) =>
        !run.Streams.TryGetValue(stream, out var read) || read.Status == StreamStatus.Complete || IsWithheld(read) || also.Contains(read.Status);

    private static bool IsWithheld(StreamReport read) => read is { Status: StreamStatus.Incomplete, EndReached: true };

    // A first sync has read all that was there when it began.
    private static bool IsSettledBy(RunReport usual, PendingEvent e) =>
        !e.Touched.Any() || (usual is { First: true, Result: RunResult.Done } && e.ReceivedAt < usual.StartedAt);

    private async Task<List<PendingEvent>> WithoutAsync(
        ConnectionRunRequest request, List<PendingEvent> events, Func<PendingEvent, bool> done, CancellationToken cancellation)
    {
        var finished = events.Where(done).ToList();
        if (finished.Count > 0) await WebhookInbox.FinishAsync(request.Tenant, request.Lease!, finished, cancellation);
        return events.Except(finished).ToList();
    }
}
