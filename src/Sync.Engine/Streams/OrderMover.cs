using System.Text;
using Sync.ConnectorKit;
using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Matching;
using Sync.Engine.Runs;
using Sync.Engine.Writing;
using Sync.Store;

namespace Sync.Engine.Streams;

/// <summary>
/// Moves stored orders that this run's answer need not hold: to a customer who has appeared, or, when a customer is gone, to
/// the unmatched ones. Reads just the documents that move.
/// </summary>
internal sealed class OrderMover(RunContext run, OrderTables tables, LedgerTable customers, UnmatchedOrders unmatched)
{
    private const int ReadAtOnce = 300;

    private readonly RowWriter row = new();

    /// <summary>Moves the sales of buyers who are known by now into <c>orders</c>.</summary>
    public async Task<int> MatchAsync(CustomerDirectory directory, CancellationToken cancellation)
    {
        var moved = 0;
        foreach (var chunk in unmatched.Matches(directory).Chunk(ReadAtOnce))
        {
            List<Move> moves = [];
            foreach (var (key, month, customer) in chunk)
            {
                var table = await tables.OfMonthAsync(month, cancellation);
                if (table.Contains(key)) moves.Add(new Move(table, month, key, customers.IdOf(customer), null, null, null));
                else unmatched.Forget(key);
            }

            moved += await MoveAsync(moves, Collections.UnmatchedOrders, Collections.Orders, cancellation);
        }

        return moved;
    }

    /// <summary>Moves the orders of customers who are gone to the unmatched ones, with what is known of the buyer.</summary>
    public async Task ReleaseAsync(Dictionary<StableHash, (string Id, CustomerRow Row)> gone, CancellationToken cancellation)
    {
        // A full run has every order at hand and looks for those whose customer is not there, for whatever reason.
        IEnumerable<int> months = run.Options.Full ? tables.Loaded.Keys : gone.Count > 0 ? MonthsOf(gone.Values) : [];
        foreach (var month in months.Distinct().Order().ToList())
        {
            var table = await tables.OfMonthAsync(month, cancellation);
            foreach (var chunk in OrphansOf(table, month, gone).Chunk(ReadAtOnce))
                await MoveAsync(chunk, Collections.Orders, Collections.UnmatchedOrders, cancellation);
        }
    }

    // A customer's row tells the months that were counted; what was stored while the orders were incomplete waits for that.
    private IEnumerable<int> MonthsOf(IEnumerable<(string Id, CustomerRow Row)> gone) => gone.SelectMany(g => g.Row.Months).Select(m => m.Month)
        .Concat(run.Ledger.Manifest.PendingMonths.Select(m => OrderTables.MonthOf(DateOnly.ParseExact(m + "-01", "yyyy-MM-dd"))))
        .Concat(tables.Loaded.Where(t => t.Value.Dirty).Select(t => t.Key));

    private List<Move> OrphansOf(LedgerTable table, int month, Dictionary<StableHash, (string Id, CustomerRow Row)> gone)
    {
        List<Move> moves = [];
        table.ForEach((key, _, bytes) =>
        {
            var customer = OrderRow.Read(bytes).Customer;
            if (customer.IsEmpty) return;
            var customerKey = StableHash.Of(customer);
            if (gone.TryGetValue(customerKey, out var g)) moves.Add(Released(new Move(table, month, key, null, null, null, null), g.Id, g.Row));
            else if (run.Options.Full && !customers.Contains(customerKey)) moves.Add(new Move(table, month, key, null, Encoding.UTF8.GetString(customer), null, null));
        });
        return moves;
    }

    // Of somebody who asked to be forgotten the sale says nothing any more.
    private Move Released(Move order, string customer, CustomerRow former) =>
        run.Erased.IsCustomer(run.Scope, customer, former.Email, former.UserId)
            ? order
            : order with { FormerCustomer = customer, Email = former.Email, UserId = former.UserId };

    private async Task<int> MoveAsync(IReadOnlyList<Move> moves, string from, string to, CancellationToken cancellation)
    {
        if (moves.Count == 0) return 0;
        await run.Sink.FlushAsync(); // what this run itself has just written must be readable
        var paths = moves.Select(m => run.Scope.Path(from, m.Table.IdOf(m.Key))).ToList();
        var documents = await run.Store.GetManyAsync(paths, cancellation);
        var moved = 0;
        for (var i = 0; i < moves.Count; i++)
            if (documents[i] is { } document && await TryMoveAsync(moves[i], document, to)) moved++;
        return moved;
    }

    private async ValueTask<bool> TryMoveAsync(Move move, StoredDocument document, string to)
    {
        var id = move.Table.IdOf(move.Key);
        var own = OrderDocument.Moved(document.Body, move.Customer is null ? null : run.Scope.Key(move.Customer), move.Email, move.UserId);
        var others = Carries(move, id) ? OrderDocument.OfOthers(document.Body) : DocumentBody.Empty;
        if (!Fits(id, run.Scope.Path(to, id), DocumentBody.Join(own, others))) return false;
        var fingerprint = BodyParts.Fingerprint(own);
        move.Table.TryGet(move.Key, out var bytes);
        OrderRow.Read(bytes).WriteMoved(row, fingerprint, move.Customer);
        move.Table.Set(id, move.Key, row.Written);
        if (move.Customer is not null) unmatched.Forget(move.Key);
        else if ((move.FormerCustomer ?? move.Email ?? move.UserId) is not null)
            unmatched.Set(id, move.Key, move.Month, move.FormerCustomer, move.Email, move.UserId);
        await run.Sink.AddAsync(new PendingRecord
        {
            Id = id,
            Fingerprint = fingerprint,
            Upserts = [new Upsert(run.Scope.Path(to, id), own, others, [], true)],
            Deletes = [document.Path],
        });
        return true;
    }

    // What is said of the buyer is longer in the one collection than in the other, and others' fields go along. An order that is too large there stays where it is,
    // in rows and sums too.
    private bool Fits(string id, DocumentPath path, DocumentBody body)
    {
        try
        {
            DocumentLimits.Check(path, DocumentBody.Join(body, BodyParts.UpdatedAt(DateTimeOffset.UnixEpoch)));
            return true;
        }
        catch (StoreException e) when (e.Failure == StoreFailure.InvalidDocument)
        {
            run.NameRefused(PosStream.Orders, id, "It stays where it is, though its customer came or went: " + e.Message);
            return false;
        }
    }

    // What others keep on it may tell of its customer, who may have asked to be forgotten.
    private bool Carries(Move move, string id) => (move.Customer ?? move.FormerCustomer ?? move.Email ?? move.UserId) is not null
        && !run.Erased.IsBuyer(run.Scope, id, move.Customer ?? move.FormerCustomer, move.Email, move.UserId);

    private sealed record Move(LedgerTable Table, int Month, StableHash Key, string? Customer, string? FormerCustomer, string? Email, string? UserId);
}
