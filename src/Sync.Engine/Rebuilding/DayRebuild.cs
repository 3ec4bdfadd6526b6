using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Engine.Rebuilding;

/// <summary>
/// Reads the fingerprints of the days' documents. Whose a document is and which day it is of, its id tells where others took its fields; one
/// whose id is of no day is read too, so that it goes.
/// </summary>
internal sealed class DayRebuild(RunContext run)
{
    private readonly Dictionary<string, SortedDictionary<int, DocumentBody>> days = [];

    public void Add(StoredDocument document)
    {
        var (id, part) = DaySalesDocument.PartOf(document.Path.Id) ?? (document.Path.Id, 1);
        if (!IsOwn(document.Body.Read().Text("locationId") ?? LocationIn(id))) return;
        if (!days.TryGetValue(id, out var parts)) days[id] = parts = [];
        parts[part] = document.Body.CanonicalOf(DaySalesDocument.Fields);
    }

    private bool IsOwn(string? location) => location is null ? run.IsOnlyConnection : run.PosIdOfKey(location) is not null;

    // A day's id has its location only where the org has several.
    private static string? LocationIn(string day) => day.Length > 11 ? DocumentId.Unescape(day[..^11]) : null;

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
