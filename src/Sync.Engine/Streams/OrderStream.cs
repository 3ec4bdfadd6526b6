using Sync.ConnectorKit;
using Sync.Engine.Deletes;
using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Matching;
using Sync.Engine.Runs;
using Sync.Engine.Writing;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Streams;

/// <summary>Takes in the orders: to their customer, or, where nobody is known, to the unmatched ones.</summary>
internal sealed class OrderStream(
    RunContext run, OrderTables tables, LedgerTable customers, CustomerDirectory directory, UnmatchedOrders unmatched, QuarantineBook quarantine, StreamReport report)
    : IIntake<Order>
{
    private readonly DocumentBodyWriter body = new();
    private readonly RowWriter row = new();
    private readonly HashSet<StableHash> kept = []; // the month of each may not be loaded yet

    private readonly DeletedOrders deleted = new(run, tables);

    private readonly FormerOrders former = new(run, tables);

    private readonly HashSet<string>? met = run.FromStart ? new HashSet<string>(StringComparer.Ordinal) : null;

    private bool isEverywhereKnown;

    private bool isStripped; // the order at hand: the POS names a buyer who asked to be forgotten

    public bool HasDeletions => deleted.Any;

    public async ValueTask HandleAsync(Order order)
    {
        var named = run.Calendar.Checked(order, report);
        order = run.Erased.Strip(run.Scope, named, run.Org.DialledCode, directory);
        isStripped = !ReferenceEquals(order, named);
        var (date, hour) = run.Calendar.Of(order);
        await KnowEverywhereAsync();
        var table = await tables.OfAsync(date, CancellationToken.None);
        var key = StableHash.Of(order.Id);
        deleted.TakeBack(key);
        var home = table.Contains(key) ? table : tables.FindElsewhere(key, table) ?? await UnmatchedHomeAsync(key);
        if (run.Again is { } range && !range.Has(date) && (home is null || !range.Has(DateOf(home, key))))
        {
            home?.MarkSeen(key);
            report.Skip(SkipReasons.OtherDay);
            return;
        }

        run.Ledger.Manifest.NoteDay(date);
        var known = KnownOrder.Of(home, key);
        var customer = CustomerOf(order, known);
        var location = order.LocationId ?? run.DefaultLocation;

        if (WhyNot(order, location) is { } wrong)
        {
            home?.MarkSeen(key); // what was stored of it stays
            var reason = StableHash.Of(wrong); // its document may hold numbers that cannot be written
            if (!quarantine.Knows(PosStream.Orders, report, order.Id, reason)) quarantine.Add(PosStream.Orders, report, order.Id, reason, wrong);
            return;
        }

        OrderDocument.Write(body, run.Scope, order, customer, date, location);
        var fingerprint = StableHash.Of(body.SoFar);
        run.OtherCurrency.Remove(key);
        if (order.Unbalanced.Minor != 0) report.Unbalanced++;
        if (home == table && known.Is(fingerprint, customer is not null))
        {
            table.MarkSeen(key);
            NoteLocation(location);
            if (customer is not null)
            {
                report.CountUnchanged();
                return;
            }

            Skip(order);
            unmatched.Note(order, key, date, false); // whom it names is not in its document, and a ledger made anew has forgotten it
            return;
        }

        if (home?.IsSeen(key) == true) run.NoteAgain(PosStream.Orders, key);
        home?.MarkSeen(key); // whatever becomes of it, the POS still has it
        if (quarantine.Knows(PosStream.Orders, report, order.Id, fingerprint)) return;
        if (home is not null && home.MarkWritten(key)) await run.Sink.FlushAsync(); // twice in one answer: the last one must be stored last
        if (!TryPend(order, key, customer, known, date, fingerprint, Restore(order.Id, key, home, table), out var pending)) return;

        if (customer is null) Skip(order);
        if (home is not null && home != table) home.Remove(key);
        OrderRow.Write(row, fingerprint, customer, order, date, hour, location);
        table.Set(order.Id, key, row.Written);
        table.MarkSeen(key);
        table.MarkWritten(key);
        NoteLocation(location); // not before: one whose orders cannot be stored splits no days
        unmatched.Note(order, key, date, customer is not null);
        await run.Sink.AddAsync(pending);
        if (customer is null && home is null) await former.NoteUnmatchedAsync(order.Id, key, date, CancellationToken.None);
    }

    // A file that somebody has corrected may give an order another date and another customer at once: where it stood before, and in
    // which collection, only its row tells. A POS does not move its sales.
    private async ValueTask KnowEverywhereAsync()
    {
        if (isEverywhereKnown || run.Options.Brought is null) return;
        isEverywhereKnown = true;
        await tables.LoadAllAsync(CancellationToken.None);
    }

    // One sum holds one currency.
    private string? WhyNot(Order order, string location) => order.Total.Currency.Equals(run.Currency)
        ? OrderAmounts.WhyNot(order) ?? OrderLocations.WhyNot(location, run.Ledger.Manifest.Locations, met)
        : $"It is in {order.Total.Currency.Code}, and this connection counts in {run.Currency.Code}: one sum cannot hold both. Connect what sells in {order.Total.Currency.Code} to an org of its own.";

    private void NoteLocation(string location)
    {
        run.Ledger.Manifest.Locations.Add(location);
        met?.Add(location);
    }

    private void Skip(Order order)
    {
        report.Skip(SkipReasons.NoCustomer);
        run.NameSkipped(PosStream.Orders, order.Id, SkipReasons.NoCustomer);
    }

    public void Keep(string id)
    {
        var key = StableHash.Of(id);
        kept.Add(key);
        deleted.TakeBack(key);
    }

    public void Delete(string id) => deleted.Add(id);

    /// <summary>
    /// Removes orders that the POS has deleted, and those of a proven window that it has no longer, within the org's limit.
    /// </summary>
    public async Task FinishAsync(StreamEnd? end, CancellationToken cancellation)
    {
        if (end is null) return;
        var named = await deleted.FindAsync(cancellation);
        var (absent, stored) = await AbsentAsync(end);
        absent.RemoveAll(a => deleted.Has(a.Key));
        var homes = named.Concat(absent).Where(g => IsAsked(g.Table, g.Key)).ToDictionary(g => g.Key, g => g.Table);
        // What is named may lie outside of the window, so where that is all it is weighed against all that is stored.
        var gone = new GoneRecords(
            PosStream.Orders, [.. absent.Select(a => a.Key).Where(homes.ContainsKey)], [.. named.Select(n => n.Key).Where(homes.ContainsKey)],
            absent.Count == 0 ? tables.Rows : stored, k => homes[k].IdOf(k), k => kept.Contains(k) || tables.Loaded.Values.Any(t => t.IsSeen(k)));
        foreach (var key in run.Held.Weigh(gone, report)) await RemoveAsync(homes[key], key);
    }

    // Where some days are read again, those of others are left alone.
    private bool IsAsked(LedgerTable table, StableHash key) => run.Again is not { } range || range.Has(DateOf(table, key));

    private DateOnly DateOf(LedgerTable table, StableHash key)
    {
        table.TryGet(key, out var bytes);
        return OrderTables.FirstDayOf(tables.Loaded.First(t => t.Value == table).Key).AddDays(OrderRow.Read(bytes).Day - 1);
    }

    private async Task<(List<(LedgerTable Table, StableHash Key)> Absent, int Stored)> AbsentAsync(StreamEnd end)
    {
        List<(LedgerTable, StableHash)> gone = [];
        if (end.Coverage == CoverageKind.Changes) return (gone, 0);
        var from = run.OrdersShownFrom = end.Coverage == CoverageKind.Everything ? long.MinValue : OrderRow.MicrosecondsOf(end.From!.Value);
        var until = end.Until is { } last ? OrderRow.MicrosecondsOf(last) : long.MaxValue;
        if (end.Coverage == CoverageKind.Everything) await tables.LoadAllAsync(CancellationToken.None);
        else await tables.LoadFromAsync(end.From!.Value, CancellationToken.None);

        var stored = 0;
        foreach (var table in tables.Loaded.Values)
            table.ForEach((key, _, bytes) =>
            {
                if (OrderRow.Read(bytes).CreatedAt is var created && (created < from || created > until)) return;
                stored++;
                if (!table.IsSeen(key) && !kept.Contains(key)) gone.Add((table, key));
            });
        return (gone.FindAll(g => !HasMoved(g.Item1, g.Item2)), stored);
    }

    /// <summary>An order that was met in another month than the ledger has it in is not gone: its time was corrected.</summary>
    private bool HasMoved(LedgerTable before, StableHash key)
    {
        if (!tables.Loaded.Values.Any(t => t != before && t.IsSeen(key))) return false;
        former.Note(key, OrderTables.FirstDayOf(tables.Loaded.First(t => t.Value == before).Key));
        return true;
    }

    /// <summary>Once it is known what the store took: an order that stands elsewhere than before leaves nothing behind.</summary>
    public Task SettleMovesAsync(CancellationToken cancellation) =>
        former.SettleAsync(key => deleted.Has(key) && report.HeldDeletes + report.KeptDeletes == 0, cancellation);

    /// <summary>The month that holds an order which waits for its customer, though it now belongs into another one.</summary>
    private async ValueTask<LedgerTable?> UnmatchedHomeAsync(StableHash key) =>
        unmatched.MonthOf(key) is { } month && await tables.OfMonthAsync(month, CancellationToken.None) is var home && home.Contains(key) ? home : null;

    private async ValueTask RemoveAsync(LedgerTable table, StableHash key)
    {
        var id = table.IdOf(key);
        var collection = KnownOrder.Of(table, key).Matched ? Collections.Orders : Collections.UnmatchedOrders;
        await run.Sink.AddAsync(new PendingRecord { Id = id, Sample = (PosStream.Orders, SampleKind.Deleted), Upserts = [], Deletes = [run.Scope.Path(collection, id)] });
        table.Remove(key);
        unmatched.Forget(key);
        report.Deleted++;
    }

    /// <summary>
    /// The customer whom the order names, else the one it was matched to before: a changed address at the POS does not
    /// take a person's past orders away. One that names nobody any more is nobody's, unless the POS just now does not show people, and
    /// so is one of a file that names somebody unknown: a file is corrected by whom it names.
    /// </summary>
    private string? CustomerOf(Order order, KnownOrder known)
    {
        if (directory.Match(order) is { } match) return customers.IdOf(match);
        var namesNobody = order is { CustomerId: null, BuyerEmail: null, BuyerUserId: null };
        if (namesNobody ? run.ShowsCustomers : run.Options.Brought is not null) return null;
        if (known.Customer is not { Length: > 0 } before || !IsStill(order, before)) return null;
        if (namesNobody) run.KeptBuyers++;
        return before;
    }

    // An id is not an address: who is named by another one is another person, though nobody knows them yet.
    private bool IsStill(Order order, string before)
    {
        if (!customers.TryGet(StableHash.Of(before), out var row) || (order.CustomerId is { } id && id != before)) return false;
        CustomerRow.ReadKeys(row, out _, out var userId);
        return order.BuyerUserId is not { } named || string.IsNullOrEmpty(userId) || named == userId;
    }

    private bool TryPend(Order order, StableHash key, string? customer, KnownOrder known, DateOnly date, StableHash fingerprint, Action undo, out PendingRecord pending)
    {
        pending = null!;
        try
        {
            pending = ToRecord(order, key, customer, known, date, fingerprint, undo);
        }
        catch (FormatException e)
        {
            quarantine.Add(PosStream.Orders, report, order.Id, fingerprint, e.Message);
            return false;
        }

        quarantine.Clear(PosStream.Orders, order.Id);
        return true;
    }

    private PendingRecord ToRecord(Order order, StableHash key, string? customer, KnownOrder known, DateOnly date, StableHash fingerprint, Action undo)
    {
        var matched = customer is not null;
        var path = run.Scope.Path(matched ? Collections.Orders : Collections.UnmatchedOrders, order.Id);
        var other = run.Scope.Path(matched ? Collections.UnmatchedOrders : Collections.Orders, order.Id);
        var moved = known.Exists && known.Matched != matched;
        return new PendingRecord
        {
            Id = order.Id,
            Stream = PosStream.Orders,
            Undo = undo,
            Report = report,
            Fingerprint = fingerprint,
            Counts = matched,
            CountsAsCreated = !known.Exists || moved,
            Sample = (PosStream.Orders, !known.Exists || moved ? SampleKind.Created : SampleKind.Updated),
            Repairs = RepairsOf(date, key, fingerprint),
            Upserts = [new Upsert(path, body.End(), DocumentBody.Empty, OrderDocument.GoneFrom(order, matched), !known.Exists || moved)],
            Deletes = moved ? [other] : [],
            OrderFrom = moved && !isStripped && !run.Erased.IsBuyer(run.Scope, order.Id, known.Matched ? known.Customer : null, null, null) ? other : null,
            Stripped = isStripped && !matched && known.Exists && !moved,
            OnFound = stored => former.Note(key, date, stored),
        };
    }

    /// <summary>What puts all rows of an order back as they are now.</summary>
    private Action Restore(string id, StableHash key, LedgerTable? home, LedgerTable table)
    {
        var waiting = unmatched.Restore(id, key);
        var own = table.Restore(id, key);
        var elsewhere = home is not null && home != table ? home.Restore(id, key) : null;
        return () =>
        {
            own();
            elsewhere?.Invoke();
            waiting();
        };
    }

    private bool RepairsOf(DateOnly date, StableHash key, StableHash fingerprint) =>
        run.Before?.Loaded.GetValueOrDefault(TableNames.Orders(date)) is { } before
        && before.TryGet(key, out var bytes) && OrderRow.Read(bytes).Fingerprint == fingerprint;
}
