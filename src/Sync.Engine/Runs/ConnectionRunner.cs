using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Engine.Connections;
using Sync.Engine.Leases;
using Sync.Engine.Ledger;
using Sync.Engine.Rebuilding;
using Sync.Engine.Secrets;
using Sync.Engine.Streams;
using Sync.Engine.Writing;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Runs;

/// <summary>Opens a connection, runs it, and puts its new ledger in force. A failure of the POS ends up in the report.</summary>
internal sealed class ConnectionRunner(
    ConnectorCatalog connectors, ConnectionDirectory directory, HttpClient http, TimeProvider time, RunnerOptions options)
{
    private static readonly TimeSpan FullAgainAfter = TimeSpan.FromDays(1);

    public async Task<RunReport> RunAsync(ConnectionRunRequest request, CancellationToken cancellation)
    {
        var report = new RunReport { Connection = request.Connection.Id, Connector = request.Connection.Connector, StartedAt = time.GetUtcNow() };
        var started = time.GetTimestamp();
        report.StoreBefore = request.Tenant.Usage.ByCollection;
        var meter = new RequestMeter();
        try
        {
            await RunAsync(request, report, meter, cancellation);
        }
        catch (ConnectorException e)
        {
            (report.Error, report.ErrorDetail) = (RecordText.Bounded(e.OwnerMessage), RecordText.Of(e));
            report.CredentialsRefused = e is ReauthoriseException;
        }
        catch (StoreException e)
        {
            report.Error = RecordText.Bounded(e.Message);
            report.ErrorDetail = RecordText.Of(e);
            Count(request, report, meter, started);
            if (request.Lease is { } lease && !report.Untaken) await RunRecord.TryKeepAsync(request.Tenant, lease.Fence, report, lease.Token, options.KeepRuns);
            throw;
        }
        catch (SecretUnreadableException e)
        {
            (report.Error, report.ErrorDetail) = (e.Message, e.Message);
        }
        catch (Exception e) when (e is not (OperationCanceledException or StoreException or LeaseLostException))
        {
            // A bug of ours must not keep the org's other connections, or other orgs, from being synced.
            report.Error = "Something went wrong inside Sync; nothing was lost, and the next run tries again. The log has the details.";
            report.ErrorDetail = RecordText.Of(e);
        }

        Count(request, report, meter, started);
        if (report.Error is not null && !report.Untaken && request.Lease is { } held)
            await request.Tenant.CommitAsync([held.Fence, RunRecord.Write(report, held.Token, options.KeepRuns)], cancellation);
        return report;
    }

    private void Count(ConnectionRunRequest request, RunReport report, RequestMeter meter, long started)
    {
        (report.Requests, report.Throttled, report.Waited) = (meter.Requests, meter.Throttled, meter.Waited);
        report.Duration = time.GetElapsedTime(started);
        report.CountStore(request.Tenant.Usage);
        report.LeaveOutNotOffered();
    }

    private async Task RunAsync(ConnectionRunRequest request, RunReport report, RequestMeter meter, CancellationToken cancellation)
    {
        var connector = connectors.Find(request.Connection.Connector);
        var (opening, ledgerOpening) = (
            directory.OpenAsync(request.Tenant, request.Connection, cancellation),
            ConnectionLedger.OpenAsync(request.Tenant, request.Connection.Id, cancellation));
        await Task.WhenAll(opening, ledgerOpening);
        var settings = await opening;
        using var posHttp = new PosHttp(http, connector.Descriptor.BudgetOf(settings), time, meter);
        var ledger = await ledgerOpening;
        if (request.Lease is { } under && ledger.TakeUnsettledBy() is { } died)
            await RunRecord.TellOfDeadAsync(request.Tenant, under.Fence, request.Connection, died, options.KeepRuns, cancellation);
        var clock = StoreClock.Of(ZoneOf(request, connector, settings, ledger.Manifest) ?? request.Org.TimeZone, request.Org.DayStartHour);
        var currency = Currency.Of(settings.Text("currency") ?? request.Org.Currency);
        report.First = ledger.Manifest.Completed.Count == 0;
        if (report.First && request.Hints is not null) return; // the first sync, which reads everything, comes before
        if (request.WaitsForItsFile(connector.Descriptor, ledger.Manifest))
        {
            var stream = report.Of(Enum.TryParse<PosStream>(request.Connection.Given.GetValueOrDefault("as"), true, out var brought) ? brought : PosStream.Orders);
            (stream.Status, stream.Error) = (StreamStatus.Waiting, FileImport.Told(request.Connection.Imports));
            return;
        }

        if (request.Options.Again is not null && !ledger.Manifest.Completed.Contains(StreamLoop.NameOf(PosStream.Orders)))
        {
            var orders = report.Of(PosStream.Orders);
            orders.Status = StreamStatus.Waiting;
            report.Range = request.Options.Again; // of how the streams stand, that nothing was read says nothing
            if (ledger.Manifest.NotOffered.Contains(StreamLoop.NameOf(PosStream.Orders))) report.NotOffered.Add(PosStream.Orders);
            orders.Error = report.NotOffered.Contains(PosStream.Orders)
                ? "This connection has no orders. Nothing was read again."
                : "The first import of this connection's orders is not done yet: it brings these days too. Nothing was read again.";
            return;
        }

        var scope = IsFullDue(request, ledger.Manifest, BasisOf(request, clock, currency)) ? RunScope.Full
            : await LedgerRebuild.IsNeededAsync(new OwnDocuments(request.Tenant, request.Scope), ledger, cancellation) ? RunScope.Recovery
            : RunScope.Usual;
        var former = scope == RunScope.Usual ? null : await FormerAsync();
        // Whose what is, only the POS can tell then, and from the cursor it would not.
        if (former is { IsWhole: false }) scope = RunScope.Full;
        var again = scope == RunScope.Usual ? request.Options.Again : null;
        var context = Context(again is { } range ? ReadingFrom(range, connector, settings, clock) : settings);
        if (request.Options.Brought is not null)
        {
            report.Untaken = ledger.IsMissing;
            await BroughtSource.TakeAsync(request, connector, context, time.GetUtcNow(), cancellation);
            report.Untaken = false;
        }

        if (scope == RunScope.Full && !ledger.IsMissing && request.Lease is { } lease)
            await request.Tenant.CommitAsync([lease.Fence, ledger.TryFull(time.GetUtcNow())], cancellation);
        try
        {
            await RunAsync(request, report, connector, context, ledger, former, scope, cancellation);
        }
        catch (LedgerDamagedException) when (scope == RunScope.Usual)
        {
            ledger = await ConnectionLedger.OpenAsync(request.Tenant, request.Connection.Id, cancellation);
            await RunAsync(request, report, connector, Context(settings), ledger, await FormerAsync(), RunScope.Full, cancellation);
        }

        Task<FormerLedger> FormerAsync() => FormerLedger.OpenAsync(request.Tenant, request.Connection.Id, cancellation);

        ConnectionContext Context(ConnectionSettings given) => new()
        {
            ConnectionId = request.Connection.Id,
            Settings = given,
            StoreClock = clock,
            Currency = currency,
            Time = time,
            Http = posHttp,
            KeepSecrets = (changed, stop) => directory.KeepSecretsAsync(request.Tenant, request.Connection.Id, changed, stop),
            SharedSecrets = directory.SharedSecrets(request.Tenant, request.Connection.Id),
            App = options.Apps.GetValueOrDefault(request.Connection.Connector),
        };
    }

    // A file's own zone holds once the file is in: that of an import which was cut off moves no days.
    private static string? ZoneOf(ConnectionRunRequest request, IPosConnector connector, ConnectionSettings settings, LedgerManifest manifest) =>
        settings.Text("timeZone") is not { } own ? null
        : connector.Descriptor.Scheduled || request.Options.Brought is not null ? own
        : manifest.TimeZone ?? own;

    // A shop may lie in another time zone than the connection's, and a POS may count a sale of the night under either day.
    private ConnectionSettings ReadingFrom(OrderRange range, IPosConnector connector, ConnectionSettings settings, StoreClock clock) =>
        connector.Descriptor.ReadingFrom(settings, clock.FromLocal(range.From.AddDays(-3).ToDateTime(default)), time.GetUtcNow());

    private async Task RunAsync(
        ConnectionRunRequest request, RunReport report, IPosConnector connector, ConnectionContext connection, ConnectionLedger ledger, FormerLedger? former, RunScope scope, CancellationToken cancellation)
    {
        report.Streams.Clear();
        report.NotOffered.Clear();
        report.Full = scope == RunScope.Full;
        // A ledger that has to be put right first needs the whole run; what was told of is read by another one after it.
        report.ByHints = request.Hints is not null && scope == RunScope.Usual;
        report.Range = scope == RunScope.Usual ? request.Options.Again : null;
        report.Unread = request.Unread;
        var dry = request.Lease is null;
        var fence = request.Lease?.Fence ?? DocumentWrite.Verify(DocumentPath.Tenant, "");
        var own = new UnsettledRun(RunRecord.IdOf(report, request.Lease?.Token ?? 0), report.StartedAt);
        Task Unsettle(CancellationToken c) => request.Tenant.CommitAsync([fence, ledger.Unsettle(own)], c);
        var samples = KeepsSamples(request, ledger, scope) ? new RunSamples(request.Tenant) : null;
        await using var sink = new DocumentSink(request.Tenant, fence, time.GetUtcNow(), dry, Unsettle, cancellation) { Samples = samples };
        var others = await OtherSellers.AnyAsync(request.Tenant, connectors, request.All.Where(c => c.Id != request.Connection.Id), cancellation);
        var run = ContextOf(request, report, connection, ledger, sink, former?.Ledger, scope, others);
        var basis = BasisOf(request, connection.StoreClock, connection.Currency);
        // What was not read was not compared with the new basis: the next run that reads is a full one.
        ledger.Manifest.Basis = request.Unread && ledger.Manifest.Basis != basis ? "unread" + basis : basis;
        if (scope != RunScope.Usual) await new LedgerRebuild(run).RunAsync(cancellation);
        var damage = StoredDamage.Find(run, connector.Descriptor.Scheduled);

        var erasures = ledger.Manifest.Erasures;
        var connectionRun = new ConnectionRun(run, connector, connection, report);
        await connectionRun.RunAsync(cancellation);
        ReadWholeWhereCutShort(run);
        WarnOfOtherCurrency(run, report);
        damage?.Tell(report);
        (report.RepairedDerived, report.Preview) = (run.RepairedDerived, sink.Preview);
        // Whoever brought a file is told each reason; a run that comes every half hour does not look them up anew.
        report.Named = request.Options.Brought is null ? run.Named : await QuarantineBook.WithReasonsAsync(run, cancellation);
        report.Skipped = run.Skipped;
        report.Samples = samples?.Take(connectionRun.Refused) ?? [];
        // Which they are is known only once the tables are staged.
        var outdated = ledger.Manifest.Erasures == erasures ? [] : ledger.FormerBuckets();
        if (request.Lease is { } lease) await SaveAsync(request, report, lease, ledger, outdated.Concat(connectionRun.LastWrites), connectionRun.TakeBookkeeping(), connection.Http.Meter, cancellation);
    }

    // What is stored in another currency counts in no sum until the POS has shown it in today's. Where the read that does so was cut
    // short, one from the cursor would bring only what has changed since, and the sums would be of that part alone.
    private static void ReadWholeWhereCutShort(RunContext run)
    {
        var orders = StreamLoop.NameOf(PosStream.Orders);
        if (run.OtherCurrency.Count > 0 && !run.Ledger.Manifest.Completed.Contains(orders)) run.Ledger.Manifest.Cursors.Remove(orders);
    }

    private static void WarnOfOtherCurrency(RunContext run, RunReport report)
    {
        if (run.OtherCurrency.Count == 0) return;
        if (!report.Streams.ContainsKey(PosStream.Orders))
        {
            // Nobody brought any (files): they are as whole as they were, and that they are not read is no failure.
            if (!run.Ledger.Manifest.Completed.Contains(StreamLoop.NameOf(PosStream.Orders))) return;
            report.Of(PosStream.Orders).Status = StreamStatus.Complete;
        }

        report.Of(PosStream.Orders).Warn($"{run.OtherCurrency.Count:N0} stored orders are not in {run.Currency.Code}, and the POS has not shown them again: they stand as they are and count in no sum. Import them again in {run.Currency.Code}, or change the currency back.");
    }

    // A run that takes out whom somebody asked to be forgotten must not keep what it takes out.
    private static bool KeepsSamples(ConnectionRunRequest request, ConnectionLedger ledger, RunScope scope) => !request.Unread
        && !(request.Erased.Any && (scope == RunScope.Full || ledger.Manifest.Erasures != request.Erased.Version));

    private RunContext ContextOf(
        ConnectionRunRequest request, RunReport report, ConnectionContext connection, ConnectionLedger ledger, DocumentSink sink, ConnectionLedger? before, RunScope scope, bool othersSell) => new()
        {
            Scope = request.Scope,
            Store = request.Tenant,
            Ledger = ledger,
            Sink = sink,
            Org = request.Org,
            Clock = connection.StoreClock,
            Calendar = new OrderCalendar(connection.StoreClock, request.Connection.Zones),
            Currency = connection.Currency,
            DefaultLocation = connection.Settings.Text("locationId") ?? "main",
            Time = time,
            Fence = request.Lease?.Fence,
            CheckpointEvery = options.CheckpointEvery,
            Now = time.GetUtcNow(),
            Erased = request.Erased,
            ErasedOrders = request.ErasedOrders,
            Options = request.Options with { Full = scope != RunScope.Usual },
            FromStart = scope == RunScope.Full,
            Before = before,
            Progress = request.Progress,
            ConnectionId = request.Connection.Id,
            First = report.First,
            HistoryFrom = HistoryFrom(connectors.Find(request.Connection.Connector).Descriptor, connection.Settings),
            Hints = scope == RunScope.Usual ? request.Hints : null,
            Again = report.Range,
            OthersSell = othersSell,
            OtherConnections = [.. request.All.Select(c => c.Id).Where(id => id != request.Connection.Id)],
            Reads = !request.Unread && (connectors.Find(request.Connection.Connector).Descriptor.Scheduled || request.Options.Brought is not null),
        };

    private DateOnly? HistoryFrom(ConnectorDescriptor descriptor, ConnectionSettings settings)
    {
        var days = descriptor.NarrowsHistory ? settings.Number(ConnectorDescriptor.HistoryDays) ?? descriptor.HistoryLimit?.TotalDays : descriptor.HistoryLimit?.TotalDays;
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return days is > 0 and var back && back < today.DayNumber ? today.AddDays(-(int)back) : null;
    }

    private async Task SaveAsync(
        ConnectionRunRequest request, RunReport report, OrgLease lease, ConnectionLedger ledger, IEnumerable<DocumentWrite> former, IReadOnlyList<DocumentWrite> bookkeeping, RequestMeter meter, CancellationToken cancellation)
    {
        var commits = new BookkeepingCommits(request.Tenant, lease.Fence);
        foreach (var write in ledger.StageTables(MarkedRows.Count)) await commits.AddAsync(write, cancellation);
        foreach (var write in bookkeeping) await commits.AddAsync(write, cancellation);
        await commits.FlushAsync(cancellation);

        (report.Requests, report.Throttled, report.Waited) = (meter.Requests, meter.Throttled, meter.Waited);
        report.LeaveOutNotOffered();
        report.Duration = time.GetUtcNow() - report.StartedAt is { Ticks: > 0 } took ? took : TimeSpan.Zero;
        report.CountStore(request.Tenant.Usage);
        List<DocumentWrite> last = [lease.Fence, RunRecord.Write(report, lease.Token, options.KeepRuns)];
        if (ledger.StageManifest() is { } manifest) last.Add(manifest);
        last.AddRange(former);
        await request.Tenant.CommitAsync(last, cancellation);
        report.Counts = ConnectionCounts.Of(ledger.Manifest);
    }

    private bool IsFullDue(ConnectionRunRequest request, LedgerManifest manifest, string basis) =>
        request.Options.Full
        || (manifest.Basis.Length > 0 && manifest.Basis != basis)
        || IsTimeForFull(request.Options.FullEvery, manifest, time.GetUtcNow());

    // One that was cut short is not tried in every run: it reads all there is, and while it lasts what has changed waits. A first
    // import that goes on from its checkpoint reads all in any case.
    private static bool IsTimeForFull(TimeSpan? every, LedgerManifest manifest, DateTimeOffset now) =>
        manifest.LastFullAt is { } last && now - last >= every
        && !(manifest.FullTriedAt is { } tried && now - tried < FullAgainAfter)
        && (manifest.Imported || !manifest.Progress.ContainsKey(StreamLoop.NameOf(PosStream.Orders)));

    /// <summary>What every row depends on besides the records: when it changes, all is compared anew.</summary>
    private static string BasisOf(ConnectionRunRequest request, StoreClock clock, Currency currency) =>
        $"v1|{clock.Zone.Id}|{clock.DayStartHour}|{currency.Code}|{(request.Org.PublicMenu ? "public" : "private")}"
        + string.Concat(request.Connection.Zones.OrderBy(z => z.Key, StringComparer.Ordinal).Select(z => $"|{z.Key}={z.Value}"));
}
