using Sync.Engine.Connections;
using Sync.Engine.Hints;
using Sync.Engine.Leases;
using Sync.Engine.Orgs;
using Sync.Engine.Privacy;
using Sync.Engine.Secrets;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Runs;

/// <summary>Syncs every org that has an active connection, or that somebody asked concerning their data, several at a time. One org's failure does not touch another's.</summary>
public sealed class AllOrgsRunner(OrgDirectory orgs, OrgRunner runner, IDocumentStore store)
{
    /// <summary>How many orgs are synced at once; they wait for their POS most of the time.</summary>
    public const int AtOnce = 4;

    /// <summary>One sync of each; the outcomes in order of org.</summary>
    /// <param name="options">How each is to go.</param>
    /// <param name="finished">Told of each outcome as soon as it is there, one at a time; a large fleet takes its time.</param>
    /// <param name="cancellation">Stops all at a safe point.</param>
    /// <param name="watch">Runs each org's sync, which tells its progress; null just runs it.</param>
    /// <exception cref="StoreException">The orgs cannot be listed.</exception>
    public async Task<IReadOnlyList<OrgOutcome>> RunAsync(
        RunOptions options, Action<OrgOutcome>? finished = null, CancellationToken cancellation = default,
        Func<OrgId, Func<IProgress<RunProgress>?, Task<OrgOutcome?>>, Task<OrgOutcome?>>? watch = null)
    {
        var outcomes = new SortedDictionary<string, OrgOutcome>(StringComparer.Ordinal);
        var gate = new Lock();
        await Parallel.ForEachAsync(
            orgs.ListAsync(cancellation),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (org, token) =>
            {
                Task<OrgOutcome?> Run(IProgress<RunProgress>? progress) => RunOneAsync(org, options, token, progress);
                if (await (watch is null ? Run(null) : watch(org, Run)) is not { } outcome) return;
                lock (gate)
                {
                    outcomes[org.Value] = outcome;
                    finished?.Invoke(outcome);
                }
            });
        return [.. outcomes.Values];
    }

    /// <summary>One sync of one org, whatever becomes of it; null where it has nothing to sync.</summary>
    public async Task<OrgOutcome?> RunOneAsync(OrgId org, RunOptions options, CancellationToken cancellation = default, IProgress<RunProgress>? progress = null)
    {
        try
        {
            var tenant = store.OpenTenant(org);
            if (options.OnlyHinted && !await WebhookInbox.AnyAsync(tenant, cancellation)) return null;
            var connections = await ConnectionDirectory.ListAsync(tenant, cancellation);
            var unconfirmed = connections.Any(c => c.Unconfirmed);
            if (unconfirmed) await runner.Unconfirmed.DropOldAsync(tenant, connections, cancellation);
            if (options.Brought is null && !connections.Any(c => c.Active || c.Removing) && (options.DryRun || !await PrivacyDesk.AnyAsync(tenant, cancellation))) return null;
            var report = await runner.RunAsync(tenant, unconfirmed ? null : connections, options, progress, cancellation);
            if (options.DryRun) return new OrgOutcome(org, report, null);
            var before = tenant.Usage.Total;
            await runner.TieOuts.AfterAsync(tenant, report, cancellation);
            report.Store += tenant.Usage.Total - before;
            report.StoreByCollection = tenant.Usage.ByCollection;
            return new OrgOutcome(org, report, null);
        }
        catch (LeaseHeldException e)
        {
            return new OrgOutcome(org, null, e.Message) { HeldBy = e.Holder, HeldUntil = e.Until };
        }
        catch (Exception e) when (e is LeaseLostException or OrgException or StoreException or SecretUnreadableException)
        {
            return new OrgOutcome(org, null, e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            return new OrgOutcome(org, null, $"Something went wrong inside Sync ({e.GetType().Name}); nothing was lost, and the next run tries again.") { ErrorDetail = e.ToString() };
        }
    }
}
