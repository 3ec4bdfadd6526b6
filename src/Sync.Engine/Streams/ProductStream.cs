using Sync.ConnectorKit;
using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Engine.Writing;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Streams;

/// <summary>Takes in the products, to both of their paths.</summary>
internal sealed class ProductStream(RunContext run, LedgerTable table, QuarantineBook quarantine, StreamReport report) : IIntake<Product>
{
    private readonly DocumentBodyWriter body = new();
    private readonly RowWriter row = new();
    private readonly Deletions deletions = new();
    private ILookup<string, StableHash>? groups;

    public bool HasDeletions => deletions.Any;

    public async ValueTask HandleAsync(Product product)
    {
        var key = StableHash.Of(product.Id);
        deletions.TakeBack(key);
        ProductDocument.Write(body, run.Scope, product, withCosts: true);
        var fingerprint = StableHash.Of(body.SoFar);
        var known = table.TryGet(key, out var bytes);
        var stored = known ? new RowReader(bytes).Fingerprint128() : ProductRow.InPieces;
        if (stored == fingerprint)
        {
            table.MarkSeen(key);
            if (product.Group is not null && ProductRow.GroupOf(bytes) is null) SetRow(product, key, fingerprint);
            report.CountUnchanged();
            return;
        }

        if (table.IsSeen(key)) run.NoteAgain(PosStream.Products, key);
        table.MarkSeen(key); // whatever becomes of it, the POS still has it
        if (quarantine.Knows(PosStream.Products, report, product.Id, fingerprint)) return;
        if (known && table.MarkWritten(key)) await run.Sink.FlushAsync(); // twice in one answer: the last one must be stored last
        PendingRecord pending;
        try
        {
            pending = ToRecord(product, body.End(), fingerprint, !known, stored == ProductRow.InPieces, table.Restore(product.Id, key));
        }
        catch (FormatException e)
        {
            quarantine.Add(PosStream.Products, report, product.Id, fingerprint, e.Message);
            return;
        }

        SetRow(product, key, fingerprint);
        table.MarkSeen(key);
        table.MarkWritten(key);
        quarantine.Clear(PosStream.Products, product.Id);
        await run.Sink.AddAsync(pending);
    }

    public void Keep(string id)
    {
        var key = StableHash.Of(id);
        deletions.TakeBack(key);
        table.MarkSeen(key);
    }

    public void Delete(string id)
    {
        if (table.Contains(StableHash.Of(id))) deletions.Add(id);
    }

    public void DeleteOthers(string group)
    {
        groups ??= ProductRow.ByGroup(table); // what is added from now on is there
        foreach (var key in groups[group])
            if (table.Contains(key)) deletions.Add(table.IdOf(key));
    }

    /// <summary>Removes what the POS lists no longer, within the org's limit.</summary>
    public async Task FinishAsync(StreamEnd? end)
    {
        if (end is null) return;
        foreach (var key in Removals.Of(run, PosStream.Products, report, end, table, deletions))
        {
            var id = table.IdOf(key);
            await run.Sink.AddAsync(new PendingRecord { Id = id, Sample = (PosStream.Products, SampleKind.Deleted), Upserts = [], Deletes = Paths(id) });
            table.Remove(key);
            report.Deleted++;
        }
    }

    private void SetRow(Product product, StableHash key, StableHash fingerprint)
    {
        ProductRow.Write(row, fingerprint, product.Group);
        table.Set(product.Id, key, row.Written);
    }

    private PendingRecord ToRecord(Product product, DocumentBody whole, StableHash fingerprint, bool isNew, bool inPieces, Action undo)
    {
        var paths = Paths(product.Id);
        var onCreate = inPieces ? ProductDocument.Defaults(run.Scope, product) : DocumentBody.Empty;
        return new PendingRecord
        {
            Id = product.Id,
            Stream = PosStream.Products,
            Undo = undo,
            Report = report,
            Fingerprint = fingerprint,
            CountsAsCreated = isNew,
            Sample = (PosStream.Products, isNew ? SampleKind.Created : SampleKind.Updated),
            Repairs = Repairs(product.Id, fingerprint),
            Upserts =
            [
                new Upsert(paths[0], PublicBody(product, whole), onCreate, ProductDocument.Gone(product, !run.Org.PublicMenu), inPieces),
                new Upsert(paths[1], whole, onCreate, ProductDocument.Gone(product, true), inPieces),
            ],
        };
    }

    private DocumentBody PublicBody(Product product, DocumentBody whole)
    {
        if (!run.Org.PublicMenu) return whole;
        ProductDocument.Write(body, run.Scope, product, withCosts: false);
        return body.End();
    }

    private DocumentPath[] Paths(string id) => [run.Scope.Path(Collections.PublicProducts, id), run.Scope.Path(Collections.Products, id)];

    private bool Repairs(string id, StableHash fingerprint) =>
        run.Before?.Loaded.GetValueOrDefault(TableNames.Products) is { } before
        && before.TryGet(StableHash.Of(id), out var bytes) && new RowReader(bytes).Fingerprint128() == fingerprint;
}
