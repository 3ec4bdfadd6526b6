using Sync.ConnectorKit;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;

namespace Sync.Engine.Streams;

/// <summary>Decides whether records that the POS has no longer may be removed.</summary>
internal static class Removals
{
    /// <summary>The records of a table that go: those that are deleted by the POS's word, and those that a whole list lacks.</summary>
    /// <returns>None where they may not go; the report says why.</returns>
    public static List<UInt128> Of(RunContext run, StreamReport report, StreamEnd end, LedgerTable table, Deletions deletions)
    {
        var named = deletions.Ids.Keys.Where(table.Contains).ToList();
        var absent = end.Coverage == CoverageKind.Everything ? table.Unseen().FindAll(k => !deletions.Has(k)) : [];
        return Allowed(run, report, absent.Count, named.Count, table.Count) ? [.. named, .. absent] : [];
    }

    /// <summary>True where they may; otherwise the report says why not.</summary>
    /// <param name="run">Whose limits hold.</param>
    /// <param name="report">The stream's.</param>
    /// <param name="absent">How many are to go because the POS does not list them.</param>
    /// <param name="named">How many are to go because the POS says that they are deleted.</param>
    /// <param name="stored">Of how many.</param>
    public static bool Allowed(RunContext run, StreamReport report, int absent, int named, long stored)
    {
        report.Status = StreamStatus.Complete;
        var gone = absent + named;
        if (gone == 0) return false;
        if (report.Read == 0 && absent > 0)
        {
            report.Status = StreamStatus.Suspicious;
            report.Error = $"The POS answered with an empty list where it had {stored} records before. Nothing was removed. Look whether the account or location was changed.";
            report.ErrorDetail = $"empty answer, {stored} stored";
            return false;
        }

        var limit = Math.Max(run.Org.DeleteLimitCount, (long)(stored * run.Org.DeleteLimitShare));
        if (gone <= limit || run.Options.ApproveDeletes) return true;
        report.Status = StreamStatus.Held;
        report.HeldDeletes = gone;
        report.Error = $"{gone} of {stored} records are gone at the POS; more than {limit} are not removed without a word from you. If that is right, run again with --approve-deletes.";
        report.ErrorDetail = $"{gone} removals held, limit {limit}";
        return false;
    }
}
