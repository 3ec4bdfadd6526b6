using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sync.Engine.Hints;
using Sync.Engine.Leases;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Store;
using Sync.Web.Composition;

namespace Sync.Web.Webhooks;

/// <summary>
/// Has what webhooks tell of read soon: told of an arrival, it waits a little for others of the same org, and runs them together. At
/// the start it looks for those that came before. What fails is tried again, later each time, and is never given up.
/// </summary>
public sealed class WebhookArrivals(SyncServices services, ILogger<WebhookArrivals> log) : BackgroundService
{
    private const int OrgsAtOnce = 4;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(30);

    // A first sync holds the lease for hours: it is not asked every two seconds whether it has ended.
    private static readonly TimeSpan LongestWaitForAnother = TimeSpan.FromSeconds(15);

    private readonly Lock gate = new();
    private readonly Dictionary<OrgId, bool> busy = []; // whether something came meanwhile
    private readonly List<Task> rounds = [];
    private readonly SemaphoreSlim slots = new(OrgsAtOnce);
    private CancellationToken stopping = new(canceled: true);

    /// <summary>How long others are waited for.</summary>
    public static TimeSpan Gather { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Says that something came for an org. Does nothing where this process does not carry it out.</summary>
    public void Note(OrgId org)
    {
        lock (gate)
        {
            if (stopping.IsCancellationRequested) return;
            if (busy.TryAdd(org, false))
            {
                rounds.RemoveAll(r => r.IsCompleted);
                rounds.Add(Task.Run(() => RunAsync(org, stopping)));
            }
            else busy[org] = true;
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        lock (gate) stopping = stoppingToken;
        try
        {
            await LookUpAsync(stoppingToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, services.Time, stoppingToken);
        }
        finally
        {
            Task[] last;
            lock (gate) last = [.. rounds];
            await Task.WhenAll(last); // each stops at a safe point
        }
    }

    private async Task LookUpAsync(CancellationToken cancellation)
    {
        for (var wait = FirstRetry; ; wait = Longer(wait))
        {
            try
            {
                await foreach (var org in services.Orgs.ListAsync(cancellation))
                    if (await WebhookInbox.AnyAsync(services.Store.OpenTenant(org), cancellation)) Note(org);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                WebhookLog.NotLookedUp(log, wait.TotalSeconds, e.Message);
                await Task.Delay(wait, services.Time, cancellation);
            }
        }
    }

    private async Task RunAsync(OrgId org, CancellationToken cancellation)
    {
        try
        {
            var wait = Gather;
            for (var retry = FirstRetry; ;)
            {
                await Task.Delay(wait, services.Time, cancellation);
                lock (gate) busy[org] = false;
                var trouble = await TryAsync(org, cancellation);
                if (trouble is null && IsOver(org)) return;
                if (trouble is { Detail: { } detail }) WebhookLog.Left(log, org.Value, retry.TotalSeconds, detail);
                wait = trouble switch
                {
                    { Detail: not null } => retry,
                    { Held: true } => wait * 2 < LongestWaitForAnother ? wait * 2 : LongestWaitForAnother,
                    _ => Gather,
                };
                retry = trouble is { Detail: not null } ? Longer(retry) : FirstRetry;
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // What waits is in the store; the next start finds it.
        }
    }

    private bool IsOver(OrgId org)
    {
        lock (gate) return !busy[org] && busy.Remove(org);
    }

    /// <summary>One round; null where nothing is left, else why, without a reason where the next round has only to come.</summary>
    private async Task<Trouble?> TryAsync(OrgId org, CancellationToken cancellation)
    {
        await slots.WaitAsync(cancellation);
        try
        {
            var report = await services.Runner.RunAsync(org, new RunOptions { OnlyHinted = true }, null, cancellation);
            if (report.Runs.Count > 0) WebhookLog.CarriedOut(log, org.Value, report.Duration.TotalSeconds, report.Result);
            if (report.HintsLeft) return new Trouble(DetailOf(report));
            return report.MoreHints ? new Trouble(null) : null;
        }
        catch (LeaseHeldException)
        {
            return new Trouble(null, Held: true); // the other run does not know of the last ones: they have their turn after it
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            return new Trouble(e is StoreException or LeaseLostException ? e.Message : e.ToString());
        }
        finally
        {
            slots.Release();
        }
    }

    private static string DetailOf(OrgReport report) => string.Join(" ", report.Runs
        .SelectMany(r => r.Streams.Values.Select(s => s.ErrorDetail ?? s.Error).Prepend(r.ErrorDetail ?? r.Error))
        .OfType<string>().Distinct().DefaultIfEmpty("the ledger had to be put right first"));

    private static TimeSpan Longer(TimeSpan wait) => wait * 2 < LastRetry ? wait * 2 : LastRetry;

    private sealed record Trouble(string? Detail, bool Held = false);
}
