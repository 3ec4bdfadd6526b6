using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Engine.Rebuilding;

/// <summary>Reads the stock's rows out of its stored documents.</summary>
internal sealed class InventoryRebuild(RunContext run)
{
    private readonly RowWriter row = new();

    public LedgerTable Table { get; } = new();

    public void Add(StoredDocument document)
    {
        if (run.PosIdOf(document.Path) is not { } id) return;
        row.Clear();
        row.Fingerprint(BodyParts.Fingerprint(document.Body.CanonicalOf(InventoryDocument.Fields)));
        Table.Set(id, StableHash.Of(id), row.Written);
    }
}
