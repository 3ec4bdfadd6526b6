using Sync.ConnectorKit;
using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Engine.Streams;
using Sync.Engine.Writing;
using Sync.Store;

namespace Sync.Engine.Privacy;

/// <summary>
/// Takes those who asked to be forgotten out of what one connection has stored: their customer with its spending, and the buyer
/// from each of their sales, which still count in the shop's figures. Done once for each change of who they are, and in every
/// run that compares everything.
/// </summary>
internal sealed class ErasureStep(RunContext run, OrderTables tables, CustomerStream customers, QuarantineBook quarantine)
{
    private const int ReadAtOnce = 300;

    private readonly RowWriter row = new();

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (!run.Erased.Any)
        {
            run.Ledger.Manifest.Erasures = ""; // else the same people, forgotten once more after all were allowed again, would seem to be done
            return;
        }

        if (run.Ledger.Manifest.Erasures == run.Erased.Version && !run.Options.Full) return;
        var unmatched = new UnmatchedOrders(await run.Ledger.TableAsync(TableNames.Unmatched, cancellation));
        var before = customers.Removed.Keys.ToHashSet();
        foreach (var id in customers.Erase(run.Erased)) quarantine.Clear(PosStream.Customers, id);
        var erased = customers.Removed.Where(r => !before.Contains(r.Key)).ToDictionary(r => r.Key, r => r.Value);
        var mover = new OrderMover(run, tables, await run.Ledger.TableAsync(TableNames.Customers, cancellation), unmatched);
        await mover.ReleaseAsync(erased, cancellation);
        await StripAsync(unmatched, cancellation);
        run.Ledger.Manifest.Erasures = run.Erased.Version;
    }

    // Sales of nobody we knew, which still name their buyer.
    private async Task StripAsync(UnmatchedOrders unmatched, CancellationToken cancellation)
    {
        List<(string Id, LedgerTable Table)> found = [];
        foreach (var (key, month) in unmatched.Where((order, customer, email, user) => run.Erased.IsBuyer(run.Scope, order, customer, email, user)))
        {
            var table = await tables.OfMonthAsync(month, cancellation);
            if (table.Contains(key)) found.Add((table.IdOf(key), table));
            unmatched.Forget(key);
        }

        await run.Sink.FlushAsync(); // what this run itself has just written must be readable
        found.AddRange(await NamedAsync(cancellation));
        found.AddRange(await PhonedAsync(cancellation));
        foreach (var some in found.DistinctBy(f => f.Id).Chunk(ReadAtOnce)) await StripAsync(some, cancellation);
    }

    // A sale that was named may tell nothing of its buyer but a name or a number, by which nobody can be looked up.
    private async Task<List<(string Id, LedgerTable Table)>> NamedAsync(CancellationToken cancellation)
    {
        List<(string, LedgerTable)> found = [];
        foreach (var ids in run.ErasedOrders.Distinct().Where(CanBeStored).Chunk(ReadAtOnce))
        {
            var documents = await run.Store.GetManyAsync([.. ids.Select(id => run.Scope.Path(Collections.UnmatchedOrders, id))], cancellation);
            foreach (var (id, document) in ids.Zip(documents))
                if (await TableOfAsync(id, document, cancellation) is { } table) found.Add((id, table));
        }

        return found;
    }

    private async Task<List<(string Id, LedgerTable Table)>> PhonedAsync(CancellationToken cancellation)
    {
        List<(string, LedgerTable)> found = [];
        await foreach (var (sale, phone) in PhonedSales.OfAsync(run.Store, run.Org.DialledCode, cancellation))
        {
            if (run.Erased.IsPhone(phone) && run.PosIdOf(sale.Path) is { } id && await TableOfAsync(id, sale, cancellation) is { } table) found.Add((id, table));
        }

        return found;
    }

    private async ValueTask<LedgerTable?> TableOfAsync(string id, StoredDocument? order, CancellationToken cancellation) =>
        DateOnly.TryParseExact(order?.Body.Read().Text("businessDate"), "yyyy-MM-dd", out var date)
        && await tables.OfAsync(date, cancellation) is var table && table.Contains(StableHash.Of(id)) ? table : null;

    // Somebody else has written these ids; of one that cannot be stored nothing is.
    private bool CanBeStored(string id)
    {
        try
        {
            return run.Scope.Path(Collections.UnmatchedOrders, id).Id.Length > 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    // With its buyer goes what others keep on a sale, since it may tell of them; what they write on it afterwards is theirs.
    private IReadOnlyList<string> GoneFrom(DocumentBody stored)
    {
        var buyer = OrderDocument.BuyerFieldsOf(stored);
        var isDone = buyer.Count == 0 && run.Ledger.Manifest.Erasures == run.Erased.Version;
        return isDone ? [] : [.. buyer, .. OrderDocument.OfOthers(stored).Read().Names];
    }

    private async Task StripAsync((string Id, LedgerTable Table)[] some, CancellationToken cancellation)
    {
        var documents = await run.Store.GetManyAsync([.. some.Select(s => run.Scope.Path(Collections.UnmatchedOrders, s.Id))], cancellation);
        for (var i = 0; i < some.Length; i++)
        {
            if (documents[i] is not { } document) continue;
            var gone = GoneFrom(document.Body);
            if (gone.Count == 0) continue;
            var (id, table) = some[i];
            var own = OrderDocument.Moved(document.Body, null, null, null);
            var fingerprint = BodyParts.Fingerprint(own);
            table.TryGet(StableHash.Of(id), out var bytes);
            OrderRow.Read(bytes).WriteMoved(row, fingerprint, null);
            table.Set(id, StableHash.Of(id), row.Written);
            await run.Sink.AddAsync(new PendingRecord { Id = id, Fingerprint = fingerprint, Upserts = [new Upsert(document.Path, own, DocumentBody.Empty, gone, false)] });
        }
    }
}
