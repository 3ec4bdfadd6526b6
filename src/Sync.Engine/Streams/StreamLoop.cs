using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Model;

namespace Sync.Engine.Streams;

/// <summary>Takes a stream's pages to its end, or to where it was cut short, and says which.</summary>
internal static class StreamLoop
{
    /// <summary>Handles each record and returns how the stream ended; null where it was cut short, with the reason in the report.</summary>
    public static async Task<StreamEnd?> RunAsync<T>(
        RunContext run, PosStream stream, PageFeed feed, StreamReport report, Func<T, ValueTask> handle, CancellationToken cancellation)
        where T : IPosRecord
    {
        try
        {
            await foreach (var page in feed.PagesAsync(cancellation))
            {
                report.Read += page.Records.Count + page.Rejected.Count;
                foreach (var record in page.Records) await handle((T)record);
                foreach (var rejected in page.Rejected)
                {
                    report.Skip(rejected.Reason);
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
            report.Error = e.OwnerMessage;
            report.ErrorDetail = $"{e.GetType().Name}: {e.Message}";
        }

        return null;
    }

    public static string NameOf(PosStream stream) => stream switch
    {
        PosStream.Customers => "customers",
        PosStream.Orders => "orders",
        _ => "products",
    };
}
