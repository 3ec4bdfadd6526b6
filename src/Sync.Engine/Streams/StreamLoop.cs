using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Model;

namespace Sync.Engine.Streams;

/// <summary>Takes a stream's pages to its end, or to where it was cut short, and says which.</summary>
internal static class StreamLoop
{
    /// <summary>The reason that the earlier ones of several records of one id on one page are counted under.</summary>
    public const string ListedTwice = "listed twice";

    /// <summary>Handles each record and returns how the stream ended; null where it was cut short, with the reason in the report.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stream">Which stream.</param>
    /// <param name="feed">Its pages.</param>
    /// <param name="report">Where it is counted.</param>
    /// <param name="handle">Takes in a record.</param>
    /// <param name="keep">Told the id of a record that is there but could not be understood: what is stored of it is not gone.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<StreamEnd?> RunAsync<T>(
        RunContext run, PosStream stream, PageFeed feed, StreamReport report, Func<T, ValueTask> handle, Action<string> keep, CancellationToken cancellation)
        where T : IPosRecord
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            await foreach (var page in feed.PagesAsync(cancellation))
            {
                report.Read += page.Records.Count + page.Rejected.Count;
                foreach (var record in LastOfEach(page.Records, ids, report)) await handle((T)record);
                foreach (var rejected in page.Rejected)
                {
                    report.Skip(rejected.Reason);
                    keep(rejected.Id);
                    run.Name(stream, rejected.Id, rejected.Reason + ": " + rejected.Detail);
                }

                run.Report(NameOf(stream), report.Read, page.ExpectedTotal);
                if (page.End is not { } end) continue;
                foreach (var warning in end.Warnings) report.Warn(warning);
                return end;
            }

            report.Error = "The POS stopped answering before the end of the list. The next run reads it again.";
            report.ErrorDetail = $"{NameOf(stream)} ended without a last page.";
        }
        catch (ConnectorException e)
        {
            report.Error = RecordText.Bounded(e.OwnerMessage);
            report.ErrorDetail = RecordText.Of(e);
        }

        return null;
    }

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
