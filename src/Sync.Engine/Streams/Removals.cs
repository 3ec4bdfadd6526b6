using Sync.ConnectorKit;
using Sync.Engine.Deletes;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;

namespace Sync.Engine.Streams;

/// <summary>Decides whether records of a table that the POS has no longer may be removed.</summary>
internal static class Removals
{
    /// <summary>The records that go: those that are deleted by the POS's word, and those that a whole list lacks, as far as limit and owner allow.</summary>
    public static IReadOnlyList<StableHash> Of(RunContext run, PosStream stream, StreamReport report, StreamEnd end, LedgerTable table, Deletions deletions)
    {
        var named = deletions.Ids.Keys.Where(table.Contains).ToList();
        var absent = end.Coverage == CoverageKind.Everything ? table.Unseen().FindAll(k => !deletions.Has(k) && !IsAtClosed(end, table, k)) : [];
        return run.Held.Weigh(new GoneRecords(stream, absent, named, table.Count, table.IdOf, table.IsSeen), report);
    }

    private static bool IsAtClosed(StreamEnd end, LedgerTable table, StableHash key) =>
        end.ClosedLocations.Count > 0 && table.IdOf(key) is var id && end.ClosedLocations.Any(l => id.StartsWith(l + ":", StringComparison.Ordinal));
}
