using Sync.ConnectorKit;
using Sync.Engine.Runs;

namespace Sync.Engine.Streams;

/// <summary>Decides whether records that the POS has no longer may be removed.</summary>
internal static class Removals
{
    /// <summary>True where they may; otherwise the report says why not.</summary>
    /// <param name="run">Whose limits hold.</param>
    /// <param name="report">The stream's.</param>
    /// <param name="gone">How many are to go.</param>
    /// <param name="stored">Of how many.</param>
    public static bool Allowed(RunContext run, StreamReport report, int gone, int stored)
    {
        report.Status = StreamStatus.Complete;
        if (gone == 0) return false;
        if (report.Read == 0)
        {
            report.Status = StreamStatus.Suspicious;
            report.Error = $"The POS answered with an empty list where it had {stored} records before. Nothing was removed. Look whether the account or location was changed.";
            report.ErrorDetail = $"empty answer, {stored} stored";
            return false;
        }

        var limit = Math.Max(run.Org.DeleteLimitCount, (int)(stored * run.Org.DeleteLimitShare));
        if (gone <= limit || run.Options.ApproveDeletes) return true;
        report.Status = StreamStatus.Held;
        report.HeldDeletes = gone;
        report.Error = $"{gone} of {stored} records are gone at the POS; more than {limit} are not removed without a word from you. If that is right, run again with --approve-deletes.";
        report.ErrorDetail = $"{gone} removals held, limit {limit}";
        return false;
    }
}
