using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Engine.Rebuilding;

/// <summary>Reads the fingerprints of the days' documents.</summary>
internal sealed class DayRebuild(RunContext run)
{
    private readonly Dictionary<string, SortedDictionary<int, DocumentBody>> days = [];

    public void Add(StoredDocument document)
    {
        var fields = document.Body.Read();
        if (fields.Text("locationId") is not { } location || run.PosIdOfKey(location) is null) return;
        var part = (int)(fields.Integer("part") ?? 1);
        var id = part == 1 ? document.Path.Id : document.Path.Id[..document.Path.Id.LastIndexOf('.')];
        if (!days.TryGetValue(id, out var parts)) days[id] = parts = [];
        parts[part] = document.Body.CanonicalOf(DaySalesDocument.Fields);
    }

    public LedgerTable Table()
    {
        var table = new LedgerTable();
        var row = new RowWriter();
        foreach (var (id, parts) in days)
        {
            row.Clear();
            row.Fingerprint(DaySalesDocument.PrintOf(parts.Values));
            row.Unsigned((ulong)parts.Keys.Max());
            table.Set(id, StableHash.Of(id), row.Written);
        }

        return table;
    }
}
