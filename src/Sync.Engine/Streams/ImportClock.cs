using Sync.ConnectorKit;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Model;

namespace Sync.Engine.Streams;

/// <summary>Notes how far a first import of orders has come, in the manifest: stored with checkpoints and at the run's end, never by itself.</summary>
internal sealed class ImportClock
{
    private readonly RunContext run;
    private ImportProgress before;

    /// <summary>Begins, or goes on where the run before has left off.</summary>
    /// <param name="run">The run, which is about to read orders that were never read to their end.</param>
    /// <param name="resumed">Whether it goes on at a checkpoint.</param>
    public ImportClock(RunContext run, bool resumed)
    {
        this.run = run;
        var known = run.Ledger.Manifest.Import ?? new ImportProgress(run.Now);
        if (!resumed) known = known with { Read = 0, FirstDay = null, Day = null, Unsteady = false };
        before = known with { Begins = Begins(known) };
        run.Ledger.Manifest.Import = before;
    }

    /// <summary>A page was taken in.</summary>
    /// <param name="read">Orders that this run has read.</param>
    /// <param name="page">The page.</param>
    public void Tick(long read, RecordPage page)
    {
        if (!page.Ahead && MiddleOf(page) is { } day) before = before.Reaching(day);
        run.Ledger.Manifest.Import = Now(read, page.ExpectedTotal);
    }

    private ImportProgress Now(long read, long? expected) => before with
    {
        Read = before.Read + read,
        Expected = expected ?? before.Expected,
        Seconds = before.Seconds + Math.Max(0, (long)(run.Time.GetUtcNow() - run.Now).TotalSeconds),
        At = run.Time.GetUtcNow(),
    };

    // Customers are read before: hardly anybody bought before the first of them was known. A run that goes on reads only those that
    // have changed, so what was found out before stays.
    private List<DateOnly> Begins(ImportProgress known)
    {
        List<DateOnly> begins = run.HistoryFrom is { } from ? [from] : [];
        var customers = known.Begins.Except(begins).Append(run.OldestCustomer ?? DateOnly.MaxValue).Min();
        return customers == DateOnly.MaxValue ? begins : [.. begins, customers];
    }

    private static DateOnly? MiddleOf(RecordPage page)
    {
        var days = page.Records.OfType<Order>().Select(o => DateOnly.FromDateTime(o.CreatedAt.UtcDateTime)).Order().ToList();
        return days.Count == 0 ? null : days[days.Count / 2];
    }
}
