using System.Globalization;
using Sync.ConnectorKit;
using Sync.Engine.Deriving;
using Sync.Engine.Hints;
using Sync.Engine.Ledger;
using Sync.Engine.Matching;
using Sync.Engine.Privacy;
using Sync.Engine.Streams;
using Sync.Engine.Writing;
using Sync.Store;

namespace Sync.Engine.Runs;

/// <summary>One sync of one connection: read, match, diff, write, derive. What it leaves in the ledger counts once it is committed.</summary>
internal sealed class ConnectionRun(RunContext run, IPosConnector connector, ConnectionContext connection, RunReport report)
{
    private readonly OrderTables orderTables = new(run);
    private readonly HashSet<PendingRecord> refused = [];
    private QuarantineBook? quarantine;

    /// <summary>What the store refused.</summary>
    public IReadOnlySet<PendingRecord> Refused => refused;

    /// <summary>Writes of the run's own books (refusals), to go with its last commit.</summary>
    public IReadOnlyList<DocumentWrite> TakeBookkeeping() => quarantine?.TakeWrites() ?? [];

    /// <summary>Writes that must take effect together with the manifest.</summary>
    public IEnumerable<DocumentWrite> LastWrites => run.Held.Writes;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var ledger = run.Ledger;
        var ordersWereComplete = WasComplete(PosStream.Orders);
        if (run.FromStart) ledger.Manifest.Progress.Clear();
        if (connector.Descriptor.Streams.All(s => s.Stream != PosStream.Orders)) ledger.Manifest.NotOffered.Add(StreamLoop.NameOf(PosStream.Orders));
        // The POS is asked first: while it thinks, what is stored is looked up.
        await using var feeds = run.Reads ? OpenFeeds(cancellation) : null;
        quarantine = await QuarantineBook.OpenAsync(run, cancellation);
        await run.OpenHeldAsync(cancellation);
        if (run.Again is { } range) await new RangeCheck(run, orderTables).RunAsync(range, cancellation);
        if (run.Options.Full)
        {
            await orderTables.LoadAllAsync(cancellation);
            // Rows made anew hold no spending; until the orders are complete again nothing may be derived from them.
            ledger.Manifest.Completed.Remove(StreamLoop.NameOf(PosStream.Orders));
        }

        var (directory, customerStream, ordersRead) = feeds is not null
            ? await new ConnectionReading(run, feeds, report, quarantine, orderTables, CheckpointsOf(quarantine, ordersWereComplete), ordersWereComplete, SettleAsync).RunAsync(cancellation)
            : await SkipReadingAsync(quarantine, ordersWereComplete, cancellation);
        await new ErasureStep(run, orderTables, customerStream, quarantine).RunAsync(cancellation);
        await SettleAsync();
        // The store can use the time in which sums are made to put in order what was stored so far.
        await Task.WhenAll(TidyAsync(cancellation), DeriveAsync(directory, customerStream, ordersRead && !IsBehind(), cancellation));
        await SettleAsync();
        TellOfNewDays();
        if (IsWhole() || ledger.Manifest.LastFullAt is null) ledger.Manifest.LastFullAt = run.Now;
    }

    // A read of some ids or days cannot make good what the orders' own read has left open.
    private bool IsBehind() => run.Ledger.Manifest.PendingMonths.Count > 0 && (run.Again is not null || run.Hints?.IsNamed(PosStream.Orders) == false);

    // What somebody has to put right first is read from its cursor once that is done; until then all that can be is compared.
    private bool IsWhole() => run.FromStart && report.Streams.Values.All(s => s.Status != StreamStatus.Incomplete || s.NeedsFixing)
        && report.Streams.Values.Any(s => s.Status != StreamStatus.Incomplete || s.EndReached);

    // Whoever gives another time zone may have meant one file, or what is yet to come: they learn that it holds for all that came before.
    private void TellOfNewDays()
    {
        var now = run.Clock.Zone.Id;
        if (run.Before?.Manifest.TimeZone is not { } was || was == now || run.Ledger.Manifest.OldestDay is null) return;
        var told = report.Streams.GetValueOrDefault(PosStream.Orders) ?? report.Streams.Values.FirstOrDefault();
        var rest = run.Options.Brought is null
            ? $"Their times stay as they were. To undo it, set the time zone to {was} again."
            : $"The times of those that this file brings again are taken by {now}; all others stay as they were. To undo it, import in {was} again.";
        told?.Warn(string.Create(CultureInfo.InvariantCulture,
            $"The days of the orders that were stored before went by {was} and go by {now} now: {run.Redated:N0} of them moved to another day, and the days' sales were counted anew. {rest}"));
    }

    /// <summary>Nobody brought anything: only what time moves (segments), or what a full run finds, is looked after.</summary>
    private async Task<(CustomerDirectory Directory, CustomerStream Customers, bool OrdersRead)> SkipReadingAsync(
        QuarantineBook book, bool ordersWereComplete, CancellationToken cancellation)
    {
        if (ordersWereComplete) run.Ledger.Manifest.Completed.Add(StreamLoop.NameOf(PosStream.Orders));
        var customers = await run.Ledger.TableAsync(TableNames.Customers, cancellation);
        if (run.Options.Full)
        {
            // Sales of customers whom somebody has removed wait for them, as those of people who are not known yet.
            var unmatched = new UnmatchedOrders(await run.Ledger.TableAsync(TableNames.Unmatched, cancellation));
            await new OrderMover(run, orderTables, customers, unmatched).ReleaseAsync([], cancellation);
        }

        return (CustomerDirectory.Of(customers), new CustomerStream(run, customers, book, new StreamReport()), ordersWereComplete);
    }

    private PageFeeds OpenFeeds(CancellationToken cancellation) =>
        new(connector.Descriptor.Streams.Where(s => IsWanted(s.Stream)).ToDictionary(s => s.Stream, s => Feed(s.Stream, cancellation)));

    // A stream that was never read to its end is read whole by the run that does it, and hints of it say nothing. Orders are taken
    // in even where none is told of: a customer who came finds the sales that waited, and one who left lets go of theirs.
    private bool IsWanted(PosStream stream) =>
        run.Again is not null ? stream == PosStream.Orders
        : run.Hints is not { } hints || (WasComplete(stream) && (hints.Touches(stream) || stream == PosStream.Orders));

    private PageFeed Feed(PosStream stream, CancellationToken cancellation) =>
        new(SourceOf(stream), run.CheckpointEvery == TimeSpan.Zero ? 1 : PageFeed.Usual, cancellation);

    private IPageSource SourceOf(PosStream stream)
    {
        if (run.Again is not null) return new RangeRead(connector, connection);
        var changes = run.Hints?.IsNamed(stream) != false
            ? new ResumableRead(connector, connection, stream, CursorOf(stream), run.Ledger.Manifest.Progress.GetValueOrDefault(StreamLoop.NameOf(stream)))
            : null;
        return run.Hints is null ? changes! : new HintedRead(connector as IReadsById, connection, stream, run.Hints.IdsOf(stream), changes);
    }

    // A ledger made anew knows no spending before the orders are complete. Where they were, the stored one does, and what it says
    // is not given up in the midst of a run.
    private Checkpoints CheckpointsOf(QuarantineBook book, bool ordersWereComplete) =>
        new(run, book, run.Fence is not null && !(run.Options.Full && ordersWereComplete), SettleAsync);

    private string? CursorOf(PosStream stream) =>
        run.FromStart ? null : run.Ledger.Manifest.Cursors.GetValueOrDefault(StreamLoop.NameOf(stream));

    private bool WasComplete(PosStream stream) => run.Ledger.Manifest.Completed.Contains(StreamLoop.NameOf(stream));

    /// <summary>Waits until all that was sent is stored, and sets aside what the store has refused.</summary>
    private async Task SettleAsync()
    {
        await run.Sink.FlushAsync();
        while (run.Sink.Refused.TryDequeue(out var found))
        {
            var (record, reason) = found;
            refused.Add(record);
            record.Undo?.Invoke();
            if (record.Stream is { } stream) quarantine!.Add(stream, report.Of(stream), record.Id, record.Fingerprint, reason);
            else report.Streams.Values.FirstOrDefault()?.Warn($"A derived document of '{record.Id}' was refused: {reason}");
        }
    }

    private Task TidyAsync(CancellationToken cancellation) =>
        run.Fence is null || run.Hints is not null ? Task.CompletedTask : Task.Run(() => run.Store.TidyAsync(cancellation), cancellation);

    private async Task DeriveAsync(CustomerDirectory directory, CustomerStream stream, bool ordersComplete, CancellationToken cancellation)
    {
        var customers = await run.Ledger.TableAsync(TableNames.Customers, cancellation);
        var manifest = run.Ledger.Manifest;
        var spending = new MonthSpending(customers);
        if (ordersComplete) await DeriveMonthsAsync(spending, cancellation);
        else foreach (var month in DirtyMonths()) manifest.PendingMonths.Add(TableNames.MonthOf(OrderTables.FirstDayOf(month)));

        run.Report("spending", 0, null);
        var derive = manifest.KnowsSpending(orderTables.Rows);
        await new CustomerWriter(run, customers, directory, EmailTotals.Of(customers, directory), stream, derive).WriteAsync();
    }

    private async Task DeriveMonthsAsync(MonthSpending spending, CancellationToken cancellation)
    {
        var manifest = run.Ledger.Manifest;
        if (run.FromStart) ForgetLocations();
        var byLocation = manifest.Locations.Count > 1 || run.OthersSell;
        if (byLocation != manifest.DaysByLocation) await orderTables.LoadAllAsync(cancellation);
        foreach (var month in manifest.PendingMonths.ToList()) await orderTables.OfAsync(DateOnly.ParseExact(month + "-01", "yyyy-MM-dd"), cancellation);

        var months = byLocation != manifest.DaysByLocation || run.Options.Full
            ? orderTables.Loaded.Keys.Order().ToList()
            : [.. DirtyMonths().Union(AgainMonths()).Order()];
        if (months.Count == 0 && !run.Options.Full) return;
        var writer = new DailySalesWriter(run, await run.Ledger.TableAsync(TableNames.Days, cancellation));
        foreach (var month in months)
        {
            run.Report("daily sales", months.IndexOf(month) + 1, months.Count);
            var orders = orderTables.Loaded[month];
            await Task.WhenAll(Task.Run(() => spending.Apply(month, orders), cancellation), writer.WriteMonthAsync(month, orders, byLocation));
        }

        if (run.Options.Full) await writer.RemoveOthersAsync();
        manifest.DaysByLocation = byLocation;
        manifest.PendingMonths.Clear();
    }

    // Of one that no order is from any more (a name that was mistyped, or that others wrote) no day is told apart.
    private void ForgetLocations()
    {
        run.Ledger.Manifest.Locations.Clear();
        run.Ledger.Manifest.Locations.UnionWith(orderTables.Locations());
    }

    // Days that are read again are counted again, whether or not an order changed.
    private IEnumerable<int> AgainMonths() => run.Again is not { } range ? [] : orderTables.Loaded.Keys
        .Where(m => m >= OrderTables.MonthOf(range.From) && m <= OrderTables.MonthOf(range.To));

    private List<int> DirtyMonths() => orderTables.Loaded
        .Where(t => t.Value.Dirty || run.Ledger.Manifest.PendingMonths.Contains(TableNames.MonthOf(OrderTables.FirstDayOf(t.Key))))
        .Select(t => t.Key).Order().ToList();
}
