using Sync.ConnectorKit;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Hints;
using Sync.Engine.Leases;
using Sync.Engine.Orgs;
using Sync.Engine.People;
using Sync.Engine.Privacy;
using Sync.Engine.Queries;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Runs;

/// <summary>Syncs an org: takes its lease, runs its connections one after another, and says how it went.</summary>
public sealed class OrgRunner(
    IDocumentStore store, ConnectorCatalog connectors, ConnectionDirectory directory, HttpClient http, TimeProvider time, RunnerOptions options)
{
    private readonly HintedRuns runs = new(new ConnectionRunner(connectors, directory, http, time, options), connectors, new WaitingRanges(time));
    private readonly ReconnectNotes reconnects = new(directory, options, time);

    /// <summary>Connections that wait for somebody's word.</summary>
    internal UnconfirmedConnections Unconfirmed { get; } = new(time);

    /// <summary>Looks after runs whether the days add up.</summary>
    internal DailyTieOut TieOuts { get; } = new(time, new PosTotals(connectors, directory, http, time) { Apps = options.Apps });

    /// <summary>The run of an org that another process carries out now; null where none does.</summary>
    public Task<RunElsewhere?> FindElsewhereAsync(ITenantStore tenant, CancellationToken cancellation = default) =>
        RunElsewhere.FindAsync(tenant, options.Holder, time, cancellation);

    /// <summary>Asks the org's runs of other processes to say how far they have come, for a minute.</summary>
    public Task WatchElsewhereAsync(ITenantStore tenant, CancellationToken cancellation = default) => LeaseWatch.SayAsync(tenant, time, cancellation);

    /// <summary>One sync.</summary>
    /// <exception cref="OrgException">There is no such org, or it has no connection to run.</exception>
    /// <exception cref="LeaseHeldException">Another run of the org goes on, and <see cref="RunOptions.Wait"/> has passed.</exception>
    /// <exception cref="LeaseLostException">Another run took over; nothing more was written.</exception>
    /// <exception cref="StoreException">The store cannot go on; the next run does what is left.</exception>
    public Task<OrgReport> RunAsync(OrgId org, RunOptions run, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        RunAsync(store.OpenTenant(org), null, run, progress, cancellation);

    /// <summary>The same for a caller who has just listed the org's connections; what that cost counts as the run's.</summary>
    internal async Task<OrgReport> RunAsync(
        ITenantStore tenant, IReadOnlyList<Connection>? listed, RunOptions run, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var org = tenant.Org;
        // Whose connections are known is there; an org that is not must not be given a lease.
        var settings = listed is null || run.DryRun ? OrgDirectory.GetAsync(tenant, cancellation) : null;
        var listing = listed is null ? ConnectionDirectory.ListAsync(tenant, cancellation) : Task.FromResult(listed);
        await Task.WhenAll(settings ?? Task.CompletedTask, listing);
        var connections = Known(org, await listing, run);
        var report = new OrgReport { Org = org, OnlyHinted = run.OnlyHinted, OnlyWaiting = run.OnlyWaiting is not null };
        if (run.OnlyHinted && !await WebhookInbox.AnyAsync(tenant, cancellation)) return report;
        // Nobody's data may stay because nothing is read any more.
        report.OnlyAsked = !run.DryRun && !connections.Any(c => c.Active || c.Removing) && await PrivacyDesk.AnyAsync(tenant, cancellation);
        var chosen = Choose(org, connections, run, report.OnlyAsked); // what cannot be run is refused before a lease is waited for
        // Through a scope of its own: what a dry run says of its cost is said of the run that it stands for.
        if (run is { DryRun: true, By: { } trying }) await NoteAsync(store.OpenTenant(org), run, trying, cancellation);
        if (run.DryRun) await RunAllAsync(tenant, await settings!, connections, chosen, run, null, await PrivacyDesk.OpenAsync(tenant, directory, Task.FromResult(connections), cancellation), report, progress, cancellation);
        else
        {
            await using var lease = await TakeLeaseAsync(tenant, run.Wait, cancellation);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lease.Lost);
            await LeaseGuard.RunAsync(lease, org, cancellation, async () =>
            {
                // Whoever had the lease before may have opened the menu, or removed a connection: who goes by what was read before that
                // shows the world costs, or brings back what somebody wanted gone.
                var now = KnownNowAsync(tenant, run, both.Token);
                var (document, desk) = (OrgDirectory.FindAsync(tenant, both.Token), PrivacyDesk.OpenAsync(tenant, directory, now, both.Token));
                await Task.WhenAll(lease.ConfirmAsync(both.Token), document, desk);
                connections = await now;
                chosen = Choose(org, connections, run, report.OnlyAsked);
                if (run.By is { } by) await NoteAsync(tenant, run, by, both.Token);
                await using var news = options.TellsEvery is { } every ? new LeaseNews(tenant, lease, every, progress, time) : null;
                await new MenuOpening(tenant, lease.Fence, time.GetUtcNow()).RunAsync(await document, connections, both.Token);
                await RunAllAsync(tenant, OrgSettingsDocument.From((await document).Body), connections, chosen, run, lease, await desk, report, news ?? progress, both.Token);
            });
        }

        report.Store = tenant.Usage.Total;
        report.StoreByCollection = tenant.Usage.ByCollection;
        report.Duration = time.GetElapsedTime(started);
        return report;
    }

    private async Task RunAllAsync(
        ITenantStore tenant, OrgSettings settings, IReadOnlyList<Connection> connections, IReadOnlyList<Connection> chosen,
        RunOptions run, OrgLease? lease, PrivacyDesk desk, OrgReport report, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        report.Clock = StoreClock.Of(settings.TimeZone, settings.DayStartHour);
        if (lease is not null && desk.Open.Count > 0)
        {
            await desk.BeginAsync(lease, time.GetUtcNow(), cancellation);
            connections = [.. connections.Select(c => desk.Leaving.Contains(c.Id) ? c with { Active = false, Removing = true } : c)];
        }

        // What is asked to go is read no more; its documents are removed before the others are brought in line.
        var removed = connections.Where(c => c.Removing).ToList();
        if (lease is not null)
            foreach (var connection in removed) await new ConnectionRemoval(tenant, connections, lease.Fence).ClearAsync(connection, cancellation);
        (connections, chosen) = ([.. connections.Except(removed)], [.. chosen.Where(c => removed.All(r => r.Id != c.Id))]);
        if (lease is not null) report.Gone.UnionWith(removed.Select(c => c.Id));

        foreach (var connection in desk.Erasing || report.Gone.Count > 0 ? connections : chosen)
        {
            var before = report.Runs.Count;
            await runs.RunAsync(
                new ConnectionRunRequest(tenant, settings, connections, connection, run, lease, progress)
                {
                    Erased = desk.Erased,
                    ErasedOrders = desk.OrdersOf(connection),
                    Unread = !chosen.Contains(connection),
                }, report, cancellation);
            if (chosen.Contains(connection) && report.Runs.Count > before) await reconnects.UpdateAsync(tenant, connection, report.Runs[^1], lease, cancellation);
        }

        if (lease is null) return;
        if (report.Runs.All(r => r.Untaken) && report.Gone.Count == 0)
        {
            await desk.EndAsync(lease, time.GetUtcNow(), cancellation);
            return; // of what waits for a first sync, or was refused before one, there is nothing to say
        }

        // Only an org of several connections pays for it; one that had several and has one now keeps what was made until a full run.
        if (connections.Count > 1 || removed.Count > 0 || report.Runs.Any(r => r.Full))
            await new PeopleStep(tenant, settings, lease.Fence, time.GetUtcNow()) { Forgets = desk.Erasing }.RunAsync(connections, report.Runs.Any(r => r.Full), cancellation);
        await desk.EndAsync(lease, time.GetUtcNow(), cancellation);
        var now = time.GetUtcNow();
        foreach (var done in report.Runs)
            if (connectors.Find(done.Connector).Descriptor.Scheduled) done.NextRunAt = Beats.After(now, options.Every);
        var status = await StatusDocument.UpdateAsync(tenant, report, now, cancellation);
        // A removed connection goes last, with the status that lacks it: killed before, all of it is done once more.
        await tenant.CommitAsync([lease.Fence, status, .. removed.Select(c => DocumentWrite.Delete(ConnectionDirectory.PathOf(c.Id))), .. desk.Left(now), lease.Release()], cancellation);
        await tenant.PruneExpiredAsync(Documents.Collections.Runs, time.GetUtcNow(), cancellation);
        await tenant.PruneExpiredAsync(Documents.Collections.PrivacyExports, time.GetUtcNow(), cancellation);
        if (!run.OnlyHinted) await tenant.TidyAsync(cancellation); // hints come by the hundred, each alone
        if (run.OnlyHinted || !chosen.Any(runs.HasWebhooks)) return;
        await tenant.PruneExpiredAsync(Documents.Collections.WebhookHints, time.GetUtcNow(), cancellation);
        await tenant.PruneExpiredAsync(Documents.Collections.WebhookEvents, time.GetUtcNow(), cancellation);
    }

    private static async Task<IReadOnlyList<Connection>> KnownNowAsync(ITenantStore tenant, RunOptions run, CancellationToken cancellation) =>
        Known(tenant.Org, await ConnectionDirectory.ListAsync(tenant, cancellation), run);

    private static IReadOnlyList<Connection> Known(OrgId org, IReadOnlyList<Connection> listed, RunOptions run)
    {
        var confirmed = Confirmed(org, listed, run);
        if (run.Brought is not { } brought) return confirmed;
        return confirmed.All(c => c.Id != brought.Id) ? [.. confirmed, brought] : [.. confirmed.Select(c => c.Id == brought.Id ? c with { Given = brought.Given } : c)];
    }

    // What nobody has confirmed is none of the org's yet.
    private static IReadOnlyList<Connection> Confirmed(OrgId org, IReadOnlyList<Connection> all, RunOptions run) =>
        all.FirstOrDefault(c => c is { Unconfirmed: true, Removing: false } && (c.Id == run.Only || c.Id == run.OnlyWaiting || c.Id == run.Again?.Connection)) is { } waits
            ? throw new OrgException($"Connection '{waits.Id}' of org '{org}' waits to be confirmed on the site. Finish connecting it first.")
            : [.. all.Where(c => !c.Unconfirmed || c.Removing)];

    private List<Connection> Choose(OrgId org, IReadOnlyList<Connection> all, RunOptions run, bool asked)
    {
        if (run.Brought is { } brought) return [all.First(c => c.Id == brought.Id)];
        if (run.OnlyRemovals) return [];
        if (run.Again is { } range) return [Readable(org, OnlyOne(org, all, range.Connection))];
        if (run.OnlyWaiting is { } waiting) return [Readable(org, OnlyOne(org, all, waiting))];
        if (run.Only is { } only) return [OnlyOne(org, all, only)];
        var active = all.Where(c => c.Active).ToList();
        if (active.Count > 0 || asked || run.OnlyHinted || all.Any(c => c.Removing)) return active;
        throw new OrgException(all.Count > 0
            ? $"Every connection of org '{org}' is paused. Resume one to sync it."
            : $"Org '{org}' has no connection yet. 'connect {org} CONNECTOR --set key=value' makes one.");
    }

    private Connection Readable(OrgId org, Connection connection)
    {
        var descriptor = connectors.Find(connection.Connector).Descriptor;
        return descriptor.Scheduled && descriptor.Streams.Any(s => s.Stream == PosStream.Orders) ? connection : throw new OrgException(
            $"Connection '{connection.Id}' of org '{org}' has no orders that can be asked for again; where they came from a file, import it once more.");
    }

    private static Connection OnlyOne(OrgId org, IReadOnlyList<Connection> all, string id) => all.FirstOrDefault(c => c.Id == id) switch
    {
        null => throw new OrgException($"Org '{org}' has no connection '{id}'."),
        { Removing: true } => throw new OrgException($"Connection '{id}' of org '{org}' is being removed."),
        { Active: false } => throw new OrgException($"Connection '{id}' of org '{org}' is paused. Resume it first."),
        var found => found,
    };

    private Task NoteAsync(ITenantStore tenant, RunOptions run, Actor by, CancellationToken cancellation)
    {
        (bool Is, string Word)[] ways = [(run.DryRun, "dry run"), (run.Full, "full"), (run.ApproveDeletes, "deletes beyond the limit approved")];
        return AuditLog.AddAsync(
            tenant, time, by, "run.started", run.Only ?? "all connections", string.Join(", ", ways.Where(w => w.Is).Select(w => w.Word)), cancellation);
    }

    private async Task<OrgLease> TakeLeaseAsync(ITenantStore tenant, TimeSpan wait, CancellationToken cancellation)
    {
        var waitingSince = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await OrgLease.TakeAsync(tenant, time, options.Lease, options.Holder, cancellation);
            }
            catch (LeaseHeldException) when (time.GetElapsedTime(waitingSince) < wait)
            {
                await Task.Delay(TimeSpan.FromSeconds(0.5), time, cancellation);
            }
        }
    }
}
