using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Connections;
using Sync.Engine.Leases;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Engine.Hints;

/// <summary>
/// Runs an org's connections, and carries out what webhooks told of them: whatever waits for a connection is read by id, by a run
/// of its own after the usual one. Events are done once that run's commit is.
/// </summary>
internal sealed class HintedRuns(ConnectionRunner runner, ConnectorCatalog connectors)
{
    // A run that had to put the ledger right first reads no hints; the one after it does.
    private const int MostTries = 2;

    /// <summary>Whether a connection's POS sends webhooks.</summary>
    public bool HasWebhooks(Connection connection) => connectors.All.Any(c => c.Descriptor.Id == connection.Connector && c is IWebhookConnector);

    /// <summary>One connection's runs, into the report.</summary>
    public async Task RunAsync(ConnectionRunRequest request, OrgReport report, CancellationToken cancellation)
    {
        if (request.Options.Again is not null)
        {
            await RunAgainAsync(request, report, cancellation);
            return;
        }

        var (left, more) = request is { Lease: not null, Unread: false, Options.Brought: null } && HasWebhooks(request.Connection)
            ? await WebhookInbox.PendingAsync(request.Tenant, request.Connection.Id, cancellation)
            : ([], false);
        report.MoreHints |= more;
        // Whether the permission is really gone, the usual run finds out.
        if (!request.Options.OnlyHinted || left.Exists(e => e.Revoked))
        {
            var usual = await runner.RunAsync(request, cancellation);
            report.Runs.Add(usual);
            left = await WithoutAsync(request, left, e => IsSettledBy(usual, e), cancellation);
            if (usual.Result == RunResult.Failed) return; // asking for single records would fail as well; the next run tries
        }

        if (left.Count > 0) await CarryOutAsync(request, left, report, cancellation);
    }

    // A ledger that has to be put right first needs the whole run.
    private async Task RunAgainAsync(ConnectionRunRequest request, OrgReport report, CancellationToken cancellation)
    {
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            var run = await runner.RunAsync(request, cancellation);
            report.Runs.Add(run);
            if (run.Error is not null || run.Range is not null) return;
        }
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

    private static bool IsDone(RunReport run, PosStream stream) => !run.Streams.TryGetValue(stream, out var read) || read.Status == StreamStatus.Complete;

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
