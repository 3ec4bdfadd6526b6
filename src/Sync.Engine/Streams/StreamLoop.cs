using System.Globalization;
using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Model;

namespace Sync.Engine.Streams;

/// <summary>Takes a stream's pages to its end, or to where it was cut short, and says which.</summary>
internal static class StreamLoop
{
    /// <summary>The reason that the earlier ones of several records of one id on one page are counted under.</summary>
    public const string ListedTwice = "listed twice";

    /// <summary>The reason that records are counted under whose amounts are in no currency that there is.</summary>
    public const string UnknownCurrency = "unknown currency";

    // Of the few that changed, or of some days, it may be that none is a record as others are.
    private const int ManyInPart = 10;

    /// <summary>Handles each record and returns how the stream ended; null where it was cut short, with the reason in the report.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stream">Which stream.</param>
    /// <param name="feed">Its pages.</param>
    /// <param name="report">Where it is counted.</param>
    /// <param name="intake">What takes them in.</param>
    /// <param name="checkpoints">Told how far the stream has come.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<StreamEnd?> RunAsync<T>(
        RunContext run, PosStream stream, PageFeed feed, StreamReport report, IIntake<T> intake, Checkpoints checkpoints, CancellationToken cancellation)
        where T : IPosRecord
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var twice = new ListedTwice<T>(run, stream, report, intake);
        var resumed = feed.Resumed;
        var imports = stream == PosStream.Orders && run.Again is null && !run.Ledger.Manifest.Imported;
        ImportClock? import = null;
        var (rejected, foreign, understoodNothing) = (0L, 0L, false);
        try
        {
            await foreach (var page in feed.PagesAsync(cancellation))
            {
                if (resumed && !feed.Resumed) checkpoints.Drop(stream);
                resumed = feed.Resumed;
                rejected += page.Rejected.Count + await TakeInAsync(run, stream, page, ids, twice, report, intake);
                foreign += page.Rejected.Count(r => r.Currency is not null);
                if (imports && page.End is not { NotOffered: true }) (import ??= new ImportClock(run, resumed)).Tick(report.Read, page);
                run.Report(NameOf(stream), report.Read, page.ExpectedTotal);
                if (page.End is { } end)
                {
                    if (understoodNothing = rejected == report.Read && IsTooMany(run, stream, feed, end, rejected, foreign)) throw NothingUnderstood(report);
                    foreach (var warning in end.Warnings) report.Warn(warning);
                    await twice.ReleaseAsync();
                    twice.Remember(end.Coverage == CoverageKind.Everything && !feed.Resumed);
                    return feed.Resumed ? end with { Coverage = CoverageKind.Changes, CountedOnly = [] } : end; // what came before is not in this answer
                }

                // Past ids that wait to be removed nobody goes on: they would be forgotten.
                if (page.Checkpoint is not { } checkpoint || intake.HasDeletions) continue;
                await twice.ReleaseAsync();
                await checkpoints.ReachedAsync(stream, checkpoint, cancellation);
            }

            report.Error = "The POS stopped answering before the end of the list. The next run reads it again.";
            report.ErrorDetail = $"{NameOf(stream)} ended without a last page.";
        }
        catch (ConnectorException e)
        {
            if (e is RestartPagingException || understoodNothing || (rejected > foreign && rejected == report.Read)) checkpoints.Drop(stream);
            (report.CredentialsRefused, report.NeedsFixing) = (e is ReauthoriseException, e is FixSettingsException);
            report.Error = RecordText.Bounded(e.OwnerMessage);
            report.ErrorDetail = RecordText.Of(e);
        }

        return null;
    }

    // What came before a checkpoint is not in this answer, and may have been understood.
    private static bool IsTooMany(RunContext run, PosStream stream, PageFeed feed, StreamEnd end, long rejected, long foreign) =>
        end.Coverage == CoverageKind.Everything && !feed.Resumed ? rejected > 0
        : MayBeForeign(run, stream, feed) ? rejected - foreign >= ManyInPart
        : foreign > 0 || rejected >= ManyInPart;

    // Some locations of a chain may sell in another currency than the rest, and be the only ones that sold since the read before, or after a
    // checkpoint. Where nothing else was ever read, the connection counts in the wrong one.
    private static bool MayBeForeign(RunContext run, PosStream stream, PageFeed feed)
    {
        if (run.FromStart) return false;
        var manifest = run.Ledger.Manifest;
        var isRead = manifest.Cursors.ContainsKey(NameOf(stream));
        if (stream != PosStream.Orders) return isRead;
        return isRead ? manifest.OldestDay is not null : feed.Resumed && manifest.Import?.FirstDay is not null;
    }

    // A POS that writes its records otherwise than before, or settings that do not fit it, must not pass for a shop in which nothing happens.
    private static FixSettingsException NothingUnderstood(StreamReport report)
    {
        var reasons = string.Join(", ", report.Skipped.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Key}: {r.Value:N0}")));
        var none = report.Read == 1 ? "The one record that the POS answered with could not"
            : $"None of the {report.Read.ToString("N0", CultureInfo.InvariantCulture)} records that the POS answered with could";
        var message = $"{none} be understood ({reasons}), so nothing was taken in, and what is stored stays as it is. If the POS writes its records otherwise than before, put the connection's settings right; the next run reads them again.";
        return new FixSettingsException("", message, message);
    }

    /// <returns>How many records of those that the connector could read could not be understood.</returns>
    private static async ValueTask<int> TakeInAsync<T>(
        RunContext run, PosStream stream, RecordPage page, HashSet<string> ids, ListedTwice<T> twice, StreamReport report, IIntake<T> intake)
        where T : IPosRecord
    {
        var unlisted = 0;
        report.Read += page.Records.Count + page.Rejected.Count;
        foreach (var id in page.Deleted) // first: what the page itself holds is there
        {
            twice.Forget(id);
            intake.Delete(id);
        }

        foreach (var group in page.WholeGroups) intake.DeleteOthers(group);
        foreach (var record in LastOfEach(page.Records, ids, report))
        {
            if (UnlistedIn(record) is { } code)
            {
                Reject(new RejectedRecord(record.Id, UnknownCurrency, $"'{code}' is no currency of ISO 4217."));
                unlisted++;
            }
            else if (!twice.Holds((T)record)) await intake.HandleAsync((T)record);
        }

        foreach (var rejected in page.Rejected) Reject(rejected);
        return unlisted;

        void Reject(RejectedRecord rejected)
        {
            report.Skip(rejected.Reason);
            intake.Keep(rejected.Id);
            run.Name(stream, rejected.Id, rejected.Reason + ": " + rejected.Detail);
        }
    }

    // How many decimals such an amount has, nobody knows.
    private static string? UnlistedIn(IPosRecord record) => record switch
    {
        Order { Total.Currency: { IsListed: false } currency } => currency.Code,
        Product { Price.Currency: { IsListed: false } currency } => currency.Code,
        Product { Cost.Currency: { IsListed: false } currency } => currency.Code,
        _ => null,
    };

    // Taken in one after the other, two records of one id would each look like a change, in every run anew.
    private static IReadOnlyList<IPosRecord> LastOfEach(IReadOnlyList<IPosRecord> records, HashSet<string> ids, StreamReport report)
    {
        ids.Clear();
        foreach (var record in records) ids.Add(record.Id);
        if (ids.Count == records.Count) return records;
        report.Skip(ListedTwice, records.Count - ids.Count);
        return [.. records.Reverse().Where(r => ids.Remove(r.Id)).Reverse()];
    }

    public static string NameOf(PosStream stream) => stream switch
    {
        PosStream.Customers => "customers",
        PosStream.Orders => "orders",
        PosStream.Inventory => "inventory",
        _ => "products",
    };
}
