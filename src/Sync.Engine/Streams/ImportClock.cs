using Sync.Engine.Ledger;
using Sync.Engine.Runs;

namespace Sync.Engine.Streams;

/// <summary>Notes how far a first import of orders has come, in the manifest: stored with checkpoints and at the run's end, never by itself.</summary>
internal sealed class ImportClock
{
    private readonly RunContext run;
    private readonly ImportProgress before;

    /// <summary>Begins, or goes on where the run before has left off.</summary>
    /// <param name="run">The run, which is about to read orders that were never read to their end.</param>
    /// <param name="resumed">Whether it goes on at a checkpoint.</param>
    public ImportClock(RunContext run, bool resumed)
    {
        this.run = run;
        var known = run.Ledger.Manifest.Import ?? new ImportProgress(run.Now);
        before = resumed ? known : known with { Read = 0 };
        run.Ledger.Manifest.Import = before;
    }

    /// <summary>A page was taken in.</summary>
    /// <param name="read">Orders that this run has read.</param>
    /// <param name="expected">How many the POS says there are.</param>
    public void Tick(long read, long? expected) => run.Ledger.Manifest.Import = before with
    {
        Read = before.Read + read,
        Expected = expected ?? before.Expected,
        Seconds = before.Seconds + Math.Max(0, (long)(run.Time.GetUtcNow() - run.Now).TotalSeconds),
        At = run.Time.GetUtcNow(),
    };
}
