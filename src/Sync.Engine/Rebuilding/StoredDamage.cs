using System.Globalization;
using Sync.ConnectorKit;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Engine.Streams;

namespace Sync.Engine.Rebuilding;

/// <summary>
/// Stored records that others removed or changed, as a full run finds them. What the POS shows again is repaired; what nobody shows (a
/// file's rows, sales from before the POS's history) cannot be, and all sums follow what is left: that has to be said.
/// </summary>
internal sealed class StoredDamage
{
    private static readonly (PosStream Stream, string Table)[] Lists = [(PosStream.Customers, TableNames.Customers), (PosStream.Products, TableNames.Products)];

    private readonly RunContext run;
    private readonly bool scheduled;
    private readonly Dictionary<PosStream, List<(StableHash Key, long CreatedAt)>> lost = [];
    private readonly List<(StableHash Key, StableHash Fingerprint)> changed = [];

    private StoredDamage(RunContext run, bool scheduled) => (this.run, this.scheduled) = (run, scheduled);

    /// <summary>Compares the ledger as it was with the one that was made anew of the documents.</summary>
    /// <param name="run">The run.</param>
    /// <param name="scheduled">Whether there is a POS to ask; where it is left alone (paused), nothing can be said yet.</param>
    /// <returns>Null where the former one did not tell what was stored either: a run died while it wrote.</returns>
    public static StoredDamage? Find(RunContext run, bool scheduled)
    {
        if (!run.FromStart || (scheduled && !run.Reads) || run.Before is not { IsMissing: false, Manifest.Unsettled: false } before) return null;
        var damage = new StoredDamage(run, scheduled);
        foreach (var (stream, name) in Lists)
            if (before.Loaded.TryGetValue(name, out var table)) damage.CompareList(stream, table, run.Ledger.Loaded[name]);
        foreach (var (name, table) in before.Loaded.Where(t => TableNames.MonthOfTable(t.Key) is not null)) damage.CompareOrders(table, run.Ledger.Loaded[name]);
        return damage;
    }

    /// <summary>At the run's end: tells of what is still missing, and of what nobody has shown again.</summary>
    public void Tell(RunReport report)
    {
        foreach (var (stream, name) in Lists)
            if (!IsShown(report, stream) && !IsCutShort(report, stream)) Tell(report, stream, Lost(stream).Count(l => !run.Ledger.Loaded[name].Contains(l.Key)), 0);
        if (IsCutShort(report, PosStream.Orders)) return;
        var months = run.Ledger.Loaded.Where(t => TableNames.MonthOfTable(t.Key) is not null).Select(t => t.Value).ToList();
        Tell(
            report, PosStream.Orders,
            Lost(PosStream.Orders).Count(l => l.CreatedAt < run.OrdersShownFrom && !months.Exists(m => m.Contains(l.Key))),
            changed.Count(c => months.Exists(m => !m.IsSeen(c.Key) && m.TryGet(c.Key, out var bytes) && OrderRow.Read(bytes).Fingerprint == c.Fingerprint)));
    }

    private List<(StableHash Key, long CreatedAt)> Lost(PosStream stream) => lost.GetValueOrDefault(stream) ?? [];

    private void CompareList(PosStream stream, LedgerTable before, LedgerTable now) => before.ForEach((key, _, _) =>
    {
        if (!now.Contains(key)) Add(stream, key, 0);
    });

    // Where the calendar was changed too, an order's document is another one without anybody's doing.
    private void CompareOrders(LedgerTable before, LedgerTable now)
    {
        var comparable = run.Before!.Manifest.Basis == run.Ledger.Manifest.Basis;
        before.ForEach((key, _, bytes) =>
        {
            var was = OrderRow.Read(bytes);
            if (!now.TryGet(key, out var row) && !TryFindElsewhere(key, out row)) Add(PosStream.Orders, key, was.CreatedAt);
            else if (comparable && OrderRow.Read(row).Fingerprint is var print && print != was.Fingerprint) changed.Add((key, print));
        });
    }

    // In another month, after its date or what tells it.
    private bool TryFindElsewhere(StableHash key, out ReadOnlySpan<byte> row)
    {
        foreach (var (name, table) in run.Ledger.Loaded)
            if (TableNames.MonthOfTable(name) is not null && table.TryGet(key, out row)) return true;
        row = default;
        return false;
    }

    private void Add(PosStream stream, StableHash key, long createdAt)
    {
        if (!lost.TryGetValue(stream, out var list)) lost[stream] = list = [];
        list.Add((key, createdAt));
    }

    // A POS lists all that it has; a file is a part.
    private bool IsShown(RunReport report, PosStream stream) => run.Options.Brought is null && report.Streams.ContainsKey(stream);

    // What an unfinished read has not shown yet, the next one may.
    private static bool IsCutShort(RunReport report, PosStream stream) =>
        report.Streams.TryGetValue(stream, out var read) && read.Status is StreamStatus.Incomplete or StreamStatus.Waiting;

    private void Tell(RunReport report, PosStream stream, long gone, long others)
    {
        if (gone + others == 0) return;
        var (isRead, found) = (report.Streams.ContainsKey(stream), report.Of(stream));
        var told = string.Create(CultureInfo.InvariantCulture, $"Somebody else has removed {gone:N0} of the stored {StreamLoop.NameOf(stream)} and changed {others:N0}. {Remedy}");
        if (isRead && found.Status != StreamStatus.Complete) found.Warn(told); // what waits for the owner already is told first
        else (found.Status, found.Error) = (StreamStatus.Damaged, told);
    }

    private string Remedy => scheduled
        ? "The POS does not show them as far back as it is asked, so that they stay as they are; all sums are of what is stored."
        : "All sums are of what is stored now. Import their file again to put it right.";
}
