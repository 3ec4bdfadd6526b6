using Sync.ConnectorKit;
using Sync.Engine.Deriving;
using Sync.Engine.Ledger;
using Sync.Engine.Matching;
using Sync.Engine.Streams;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Runs;

/// <summary>One sync of one connection: read, match, diff, write, derive. What it leaves in the ledger counts once it is committed.</summary>
internal sealed class ConnectionRun(RunContext run, IPosConnector connector, ConnectionContext connection, RunReport report)
{
    private readonly OrderTables orderTables = new(run);
    private readonly List<DocumentWrite> bookkeeping = [];

    /// <summary>Writes of the run's own books (refusals), to go with its last commit.</summary>
    public IReadOnlyList<DocumentWrite> Bookkeeping => bookkeeping;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var ledger = run.Ledger;
        var ordersWereComplete = WasComplete(PosStream.Orders);
        // The POS is asked first: while it thinks, what is stored is looked up.
        await using var feeds = run.Reads ? Feeds(cancellation) : null;
        var quarantine = new QuarantineBook(run, await ledger.TableAsync(TableNames.Quarantine, cancellation));
        if (run.Options.Full)
        {
            await orderTables.LoadAllAsync(cancellation);
            // Rows made anew hold no spending; until the orders are complete again nothing may be derived from them.
            ledger.Manifest.Completed.Remove(StreamLoop.NameOf(PosStream.Orders));
        }

        var (directory, customerStream, ordersRead) = feeds is not null
            ? await ReadAsync(feeds, quarantine, cancellation)
            : await SkipReadingAsync(quarantine, ordersWereComplete, cancellation);
        await run.Sink.FlushAsync();
        Settle(quarantine);
        await DeriveAsync(directory, customerStream, ordersRead, cancellation);
        await run.Sink.FlushAsync();
        Settle(quarantine);
        var whole = run.FromStart && report.Streams.Values.All(s => s.Status != StreamStatus.Incomplete);
        if (whole || ledger.Manifest.LastFullAt is null) ledger.Manifest.LastFullAt = run.Now;
    }

    private async Task<(CustomerDirectory Directory, CustomerStream Customers, bool OrdersRead)> ReadAsync(
        PageFeeds feeds, QuarantineBook quarantine, CancellationToken cancellation)
    {
        var customers = await run.Ledger.TableAsync(TableNames.Customers, cancellation);
        await ReadProductsAsync(feeds.Products, quarantine, cancellation);
        var customerStream = new CustomerStream(run, customers, quarantine, ReportOf(PosStream.Customers));
        var customersEnd = await StreamLoop.RunAsync<Customer>(
            run, PosStream.Customers, feeds.Customers, ReportOf(PosStream.Customers), customerStream.HandleAsync, customerStream.Keep, cancellation);
        feeds.Orders.ReadFurther();
        customerStream.Finish(customersEnd);
        Complete(PosStream.Customers, customersEnd);
        bookkeeping.AddRange(customerStream.QuarantineWrites);

        var directory = CustomerDirectory.Of(customers);
        var ordersEnd = await ReadOrdersAsync(feeds.Orders, customers, directory, customerStream, quarantine, cancellation);
        return (directory, customerStream, ordersEnd is not null);
    }

    /// <summary>Nobody brought anything: only what time moves (segments), or what a full run finds, is looked after.</summary>
    private async Task<(CustomerDirectory Directory, CustomerStream Customers, bool OrdersRead)> SkipReadingAsync(
        QuarantineBook quarantine, bool ordersWereComplete, CancellationToken cancellation)
    {
        if (ordersWereComplete) run.Ledger.Manifest.Completed.Add(StreamLoop.NameOf(PosStream.Orders));
        var customers = await run.Ledger.TableAsync(TableNames.Customers, cancellation);
        return (CustomerDirectory.Of(customers), new CustomerStream(run, customers, quarantine, new StreamReport()), ordersWereComplete);
    }

    private PageFeeds Feeds(CancellationToken cancellation) =>
        new(Feed(PosStream.Customers, cancellation), Feed(PosStream.Orders, cancellation), Feed(PosStream.Products, cancellation));

    private PageFeed Feed(PosStream stream, CancellationToken cancellation) =>
        new(connector.ReadAsync(new ReadRequest(stream, CursorOf(stream)), connection, cancellation), cancellation);

    private string? CursorOf(PosStream stream) =>
        run.FromStart ? null : run.Ledger.Manifest.Cursors.GetValueOrDefault(StreamLoop.NameOf(stream));

    private StreamReport ReportOf(PosStream stream) =>
        report.Streams.TryGetValue(stream, out var found) ? found : report.Streams[stream] = new StreamReport();

    private bool WasComplete(PosStream stream) => run.Ledger.Manifest.Completed.Contains(StreamLoop.NameOf(stream));

    private async Task<StreamEnd?> ReadOrdersAsync(
        PageFeed feed, LedgerTable customers, CustomerDirectory directory, CustomerStream customerStream, QuarantineBook quarantine, CancellationToken cancellation)
    {
        var orderReport = ReportOf(PosStream.Orders);
        if (!WasComplete(PosStream.Customers))
        {
            // Without the customers every sale would look like one of nobody's.
            orderReport.Status = StreamStatus.Waiting;
            orderReport.Error = "Orders wait until the customers have been read once to their end.";
            return null;
        }

        var unmatched = new UnmatchedOrders(await run.Ledger.TableAsync(TableNames.Unmatched, cancellation));
        var stream = new OrderStream(run, orderTables, customers, directory, unmatched, quarantine, orderReport);
        var end = await StreamLoop.RunAsync<Order>(run, PosStream.Orders, feed, orderReport, stream.HandleAsync, stream.Keep, cancellation);
        await stream.FinishAsync(end);
        bookkeeping.AddRange(stream.QuarantineWrites);

        var mover = new OrderMover(run, orderTables, customers, unmatched);
        await mover.ReleaseAsync(customerStream.Removed, cancellation);
        report.MatchedLater = await mover.MatchAsync(directory, cancellation);
        await run.Sink.FlushAsync();
        Settle(quarantine);
        await stream.SettleMovesAsync(cancellation);
        Complete(PosStream.Orders, end);
        return end;
    }

    private async Task ReadProductsAsync(PageFeed feed, QuarantineBook quarantine, CancellationToken cancellation)
    {
        var productReport = ReportOf(PosStream.Products);
        var table = await run.Ledger.TableAsync(TableNames.Products, cancellation);
        var stream = new ProductStream(run, table, quarantine, productReport);
        var end = await StreamLoop.RunAsync<Product>(run, PosStream.Products, feed, productReport, stream.HandleAsync, stream.Keep, cancellation);
        await stream.FinishAsync(end);
        bookkeeping.AddRange(stream.QuarantineWrites);
        Complete(PosStream.Products, end);
    }

    private void Complete(PosStream stream, StreamEnd? end)
    {
        if (end is null) return;
        var name = StreamLoop.NameOf(stream);
        var streamReport = ReportOf(stream);
        if (streamReport.Status == StreamStatus.Incomplete) streamReport.Status = StreamStatus.Complete;
        run.Ledger.Manifest.Completed.Add(name);
        if (end.Cursor is { } cursor) run.Ledger.Manifest.Cursors[name] = cursor;
    }

    /// <summary>Sets aside what the store has refused so far.</summary>
    private void Settle(QuarantineBook quarantine)
    {
        while (run.Sink.Refused.TryDequeue(out var refused))
        {
            var (record, reason) = refused;
            record.Undo?.Invoke();
            if (record.Stream is { } stream) bookkeeping.Add(quarantine.Add(stream, ReportOf(stream), record.Id, record.Fingerprint, reason));
            else ReportOf(PosStream.Customers).Warn($"A derived document of '{record.Id}' was refused: {reason}");
        }
    }

    private async Task DeriveAsync(CustomerDirectory directory, CustomerStream stream, bool ordersComplete, CancellationToken cancellation)
    {
        var customers = await run.Ledger.TableAsync(TableNames.Customers, cancellation);
        var manifest = run.Ledger.Manifest;
        var spending = new MonthSpending(customers);
        if (ordersComplete) await DeriveMonthsAsync(spending, cancellation);
        else foreach (var month in DirtyMonths()) manifest.PendingMonths.Add(TableNames.MonthOf(OrderTables.FirstDayOf(month)));

        run.Report("spending", 0, null);
        var derive = WasComplete(PosStream.Orders);
        var emails = EmailTotals.Of(customers, directory);
        if (spending.Touched.Count + stream.Changes.Count + stream.Removed.Count > 0 || run.Options.Full) await emails.AddOthersAsync(run, cancellation);
        await new CustomerWriter(run, customers, directory, emails, stream, spending.Touched, derive).WriteAsync();
    }

    private async Task DeriveMonthsAsync(MonthSpending spending, CancellationToken cancellation)
    {
        var manifest = run.Ledger.Manifest;
        var byLocation = manifest.Locations.Count > 1 || !run.IsOnlyConnection;
        if (byLocation != manifest.DaysByLocation) await orderTables.LoadAllAsync(cancellation);
        foreach (var month in manifest.PendingMonths.ToList()) await orderTables.OfAsync(DateOnly.ParseExact(month + "-01", "yyyy-MM-dd"), cancellation);

        var months = byLocation != manifest.DaysByLocation || run.Options.Full
            ? orderTables.Loaded.Keys.Order().ToList()
            : DirtyMonths();
        if (months.Count == 0) return;
        var writer = new DailySalesWriter(run, await run.Ledger.TableAsync(TableNames.Days, cancellation));
        foreach (var month in months)
        {
            run.Report("daily sales", months.IndexOf(month) + 1, months.Count);
            spending.Apply(month, orderTables.Loaded[month]);
            await writer.WriteMonthAsync(month, orderTables.Loaded[month], byLocation);
        }

        manifest.DaysByLocation = byLocation;
        manifest.PendingMonths.Clear();
    }

    private List<int> DirtyMonths() => orderTables.Loaded
        .Where(t => t.Value.Dirty || run.Ledger.Manifest.PendingMonths.Contains(TableNames.MonthOf(OrderTables.FirstDayOf(t.Key))))
        .Select(t => t.Key).Order().ToList();
}
