using Sync.ConnectorKit;
using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Engine.Writing;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Streams;

/// <summary>Takes in what each location has of each product.</summary>
internal sealed class InventoryStream(RunContext run, LedgerTable table, QuarantineBook quarantine, StreamReport report) : IIntake<InventoryLevel>
{
    private readonly DocumentBodyWriter body = new();
    private readonly RowWriter row = new();
    private readonly Deletions deletions = new();

    public bool HasDeletions => deletions.Any;

    public async ValueTask HandleAsync(InventoryLevel level)
    {
        var id = level.Id;
        var key = StableHash.Of(id);
        deletions.TakeBack(key);
        InventoryDocument.Write(body, run.Scope, level);
        var fingerprint = StableHash.Of(body.SoFar);
        var known = table.TryGet(key, out var bytes);
        var again = table.IsSeen(key);
        table.MarkSeen(key); // whatever becomes of it, the POS still has it
        if (known && new RowReader(bytes).Fingerprint128() == fingerprint)
        {
            report.CountUnchanged();
            return;
        }

        if (again) run.NoteAgain(PosStream.Inventory, key);
        if (quarantine.Knows(PosStream.Inventory, report, id, fingerprint)) return;
        if (known && table.MarkWritten(key)) await run.Sink.FlushAsync(); // twice in one answer: the last one must be stored last
        PendingRecord pending;
        try
        {
            pending = ToRecord(level, fingerprint, !known, table.Restore(id, key));
        }
        catch (FormatException e)
        {
            quarantine.Add(PosStream.Inventory, report, id, fingerprint, e.Message);
            return;
        }

        row.Clear();
        row.Fingerprint(fingerprint);
        table.Set(id, key, row.Written);
        table.MarkSeen(key);
        table.MarkWritten(key);
        quarantine.Clear(PosStream.Inventory, id);
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

    /// <summary>Removes what the POS has no longer, within the org's limit; what it only counts no longer stays, without its number.</summary>
    public async Task FinishAsync(StreamEnd? end)
    {
        if (end is null) return;
        if (end.CountedOnly.Count > 0) await UncountAsync(end);
        foreach (var key in Removals.Of(run, PosStream.Inventory, report, end, table, deletions))
        {
            var id = table.IdOf(key);
            await run.Sink.AddAsync(new PendingRecord { Id = id, Sample = (PosStream.Inventory, SampleKind.Deleted), Upserts = [], Deletes = [PathOf(id)] });
            table.Remove(key);
            report.Deleted++;
        }
    }

    // By its silence the POS tells of each that it is there, which is a record like those that it names.
    private async Task UncountAsync(StreamEnd end)
    {
        var silent = table.Unseen().FindAll(k => !deletions.Has(k)).ConvertAll(k => InventoryLevel.Uncounted(table.IdOf(k)));
        foreach (var level in silent.OfType<InventoryLevel>().Where(l => end.CountedOnly.Contains(l.LocationId)))
        {
            report.Read++;
            await HandleAsync(level);
        }
    }

    private PendingRecord ToRecord(InventoryLevel level, StableHash fingerprint, bool isNew, Action undo) => new()
    {
        Id = level.Id,
        Stream = PosStream.Inventory,
        Undo = undo,
        Report = report,
        Fingerprint = fingerprint,
        CountsAsCreated = isNew,
        Sample = (PosStream.Inventory, isNew ? SampleKind.Created : SampleKind.Updated),
        Repairs = Repairs(level.Id, fingerprint),
        Upserts = [new Upsert(PathOf(level.Id), body.End(), DocumentBody.Empty, InventoryDocument.GoneFrom(level), isNew)],
    };

    private DocumentPath PathOf(string id) => run.Scope.Path(Collections.Inventory, id);

    private bool Repairs(string id, StableHash fingerprint) =>
        run.Before?.Loaded.GetValueOrDefault(TableNames.Inventory) is { } before
        && before.TryGet(StableHash.Of(id), out var bytes) && new RowReader(bytes).Fingerprint128() == fingerprint;
}
