using Sync.ConnectorKit;
using Sync.Engine.Ledger;
using Sync.Engine.Matching;
using Sync.Engine.Streams;
using Sync.Model;

namespace Sync.Engine.Runs;

/// <summary>Takes in the streams that the connector has, one after another, while all of them are being read.</summary>
/// <param name="run">The run.</param>
/// <param name="feeds">The streams' pages.</param>
/// <param name="report">Where they are counted.</param>
/// <param name="quarantine">What was refused.</param>
/// <param name="orderTables">The orders' tables.</param>
/// <param name="checkpoints">Where it is noted how far they have come.</param>
/// <param name="ordersWereComplete">Whether the orders were read to their end before this run.</param>
/// <param name="settle">Waits until all that was sent is stored, or set aside.</param>
internal sealed class ConnectionReading(
    RunContext run, PageFeeds feeds, RunReport report, QuarantineBook quarantine, OrderTables orderTables, Checkpoints checkpoints, bool ordersWereComplete, Func<Task> settle)
{
    // How the customers' read ended, where it depends on the orders whether their cursor follows.
    private (StreamEnd? End, bool? Moves) waiting;

    /// <summary>The customers as they are known by then, what is to be written of them, and whether the orders were read to their end.</summary>
    public async Task<(CustomerDirectory Directory, CustomerStream Customers, bool OrdersRead)> RunAsync(CancellationToken cancellation)
    {
        var table = await run.Ledger.TableAsync(TableNames.Customers, cancellation);
        await ReadProductsAsync(cancellation);
        await ReadInventoryAsync(cancellation);
        var customers = await ReadCustomersAsync(table, cancellation);
        var directory = CustomerDirectory.Of(table);
        var ordersEnd = await ReadOrdersAsync(table, directory, customers, cancellation);
        return (directory, customers, ordersEnd is not null && IsKnown(PosStream.Orders, ordersEnd));
    }

    private async Task<CustomerStream> ReadCustomersAsync(LedgerTable table, CancellationToken cancellation)
    {
        if (feeds.Of(PosStream.Customers) is not { } feed) return new CustomerStream(run, table, quarantine, new StreamReport());
        var stream = checkpoints.Customers = new CustomerStream(run, table, quarantine, report.Of(PosStream.Customers));
        var hidden = checkpoints.Hidden = new HiddenCustomers(run, report.Of(PosStream.Customers), table.Count > 0, ordersWereComplete);
        var end = await ReadAsync(PosStream.Customers, feed, stream, cancellation);
        feeds.Of(PosStream.Orders)?.ReadFurther();
        stream.Finish(end);
        run.ShowsCustomers = end is { NotOffered: false, Withheld: null, MayHide: null } && run.Hints?.IsNamed(PosStream.Customers) != false;
        hidden.Ended(end);
        var moves = Conclude(PosStream.Customers, end);
        if (hidden.DependsOnOrders) waiting = (end, moves);
        else await MoveAsync(PosStream.Customers, end, moves, cancellation);
        return stream;
    }

    private async Task<StreamEnd?> ReadOrdersAsync(
        LedgerTable customers, CustomerDirectory directory, CustomerStream customerStream, CancellationToken cancellation)
    {
        if (feeds.Of(PosStream.Orders) is not { } feed)
        {
            await ReleaseAsync(customers, customerStream, cancellation);
            await MoveAsync(PosStream.Customers, waiting.End, waiting.Moves, cancellation);
            return null;
        }

        var orderReport = report.Of(PosStream.Orders);
        if (feeds.Of(PosStream.Customers) is not null && !report.NotOffered.Contains(PosStream.Customers)
            && !run.Ledger.Manifest.Completed.Contains(StreamLoop.NameOf(PosStream.Customers)))
        {
            // Without the customers every sale would look like one of nobody's.
            orderReport.Status = StreamStatus.Waiting;
            orderReport.Error = "Orders wait until the customers have been read once to their end.";
            await ReleaseAsync(customers, customerStream, cancellation);
            return null;
        }

        var unmatched = new UnmatchedOrders(await run.Ledger.TableAsync(TableNames.Unmatched, cancellation));
        var stream = new OrderStream(run, orderTables, customers, directory, unmatched, quarantine, orderReport);
        var end = await ReadAsync(PosStream.Orders, feed, stream, cancellation);
        await stream.FinishAsync(end, cancellation);

        var mover = new OrderMover(run, orderTables, customers, unmatched);
        await mover.ReleaseAsync(customerStream.Removed, cancellation);
        report.MatchedLater = await mover.MatchAsync(directory, cancellation);
        await settle();
        await stream.SettleMovesAsync(cancellation);
        await DecideAsync(end, cancellation);
        return end;
    }

    /// <summary>Where the POS hides its customers, both streams are read again from where they were until it is clear.</summary>
    private async Task DecideAsync(StreamEnd? orders, CancellationToken cancellation)
    {
        if (checkpoints.Hidden?.Hidden is { } hidden)
        {
            report.Of(PosStream.Customers).Withhold(hidden);
            if (waiting.Moves is not null) checkpoints.Drop(PosStream.Customers);
            if (Conclude(PosStream.Orders, orders) is not null) checkpoints.Drop(PosStream.Orders);
            return;
        }

        if (orders is null) return; // the rest of them may tell
        await MoveAsync(PosStream.Customers, waiting.End, waiting.Moves, cancellation);
        await CompleteAsync(PosStream.Orders, orders, cancellation);
    }

    /// <summary>Orders are not read in this run; those of customers who are gone are let go of all the same.</summary>
    private async Task ReleaseAsync(LedgerTable customers, CustomerStream customerStream, CancellationToken cancellation)
    {
        if (customerStream.Removed.Count == 0) return;
        var unmatched = new UnmatchedOrders(await run.Ledger.TableAsync(TableNames.Unmatched, cancellation));
        await new OrderMover(run, orderTables, customers, unmatched).ReleaseAsync(customerStream.Removed, cancellation);
        await settle();
    }

    private async Task ReadProductsAsync(CancellationToken cancellation)
    {
        if (feeds.Of(PosStream.Products) is not { } feed) return;
        var table = await run.Ledger.TableAsync(TableNames.Products, cancellation);
        var stream = new ProductStream(run, table, quarantine, report.Of(PosStream.Products));
        var end = await ReadAsync(PosStream.Products, feed, stream, cancellation);
        await stream.FinishAsync(end);
        await CompleteAsync(PosStream.Products, end, cancellation);
    }

    private async Task ReadInventoryAsync(CancellationToken cancellation)
    {
        if (feeds.Of(PosStream.Inventory) is not { } feed) return;
        var table = await run.Ledger.TableAsync(TableNames.Inventory, cancellation);
        var stream = new InventoryStream(run, table, quarantine, report.Of(PosStream.Inventory));
        var end = await ReadAsync(PosStream.Inventory, feed, stream, cancellation);
        await stream.FinishAsync(end);
        await CompleteAsync(PosStream.Inventory, end, cancellation);
    }

    private async Task<StreamEnd?> ReadAsync<T>(PosStream stream, PageFeed feed, IIntake<T> intake, CancellationToken cancellation)
        where T : IPosRecord
    {
        var end = await StreamLoop.RunAsync(run, stream, feed, report.Of(stream), intake, checkpoints, cancellation);
        // What this run has just written may be among what goes now, and must not be stored after its removal.
        if (end is not null && intake.HasDeletions) await settle();
        return end;
    }

    // That nobody offers orders tells nothing of what people have spent; those that were brought before stay whole.
    private bool IsKnown(PosStream stream, StreamEnd end) => !end.NotOffered
        || (stream == PosStream.Orders ? ordersWereComplete : run.Ledger.Manifest.Completed.Contains(StreamLoop.NameOf(stream)));

    private Task CompleteAsync(PosStream stream, StreamEnd? end, CancellationToken cancellation) =>
        MoveAsync(stream, end, Conclude(stream, end), cancellation);

    /// <summary>Notes that a stream was read to its end. Whether its cursor may follow; null where this read has nothing to do with it.</summary>
    private bool? Conclude(PosStream stream, StreamEnd? end)
    {
        if (end is null) return null;
        var name = StreamLoop.NameOf(stream);
        var streamReport = report.Of(stream);
        var moves = streamReport.End();
        if (end.Withheld is { } withheld) streamReport.Withhold(withheld);
        if (end.NotOffered) report.NotOffered.Add(stream);
        // Records that were read by id, or some days once more, tell nothing of where the stream's own read stands.
        if (run.Hints?.IsNamed(stream) == false || run.Again is not null) return null;
        if (!IsKnown(stream, end))
        {
            run.Ledger.Manifest.NotOffered.Add(name);
            if (stream == PosStream.Orders) run.Ledger.Manifest.Import = null;
            return null;
        }

        run.Ledger.Manifest.NotOffered.Remove(name);
        run.Ledger.Manifest.Completed.Add(name);
        if (stream == PosStream.Orders) (run.Ledger.Manifest.Import, run.Ledger.Manifest.Imported) = (null, true);
        return moves;
    }

    /// <summary>The next read starts where this one ended.</summary>
    private async Task MoveAsync(PosStream stream, StreamEnd? end, bool? moves, CancellationToken cancellation)
    {
        if (end is null || moves is null) return;
        if (moves.Value)
        {
            checkpoints.Drop(stream);
            if (end.Cursor is { } cursor) run.Ledger.Manifest.Cursors[StreamLoop.NameOf(stream)] = cursor;
            await checkpoints.EndedAsync(cancellation);
        }
        // Removals that were not carried out are asked for again: neither cursor nor checkpoint may leave them behind. A whole
        // list that lacks records has to be read whole again.
        else if (!feeds.Of(stream)!.Resumed) checkpoints.Drop(stream);
    }
}
