using System.Globalization;
using Sync.ConnectorKit;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Store;
using Sync.Web.Site.Status;

namespace Sync.Web.Site.History;

/// <summary>Runs in the owner's words.</summary>
internal static class RunWords
{
    /// <summary>Results as a filter names them, and in words.</summary>
    public static IReadOnlyList<(string Value, string Text)> Results { get; } = [("done", "Complete"), ("partial", "Part is missing"), ("failed", "Failed")];

    /// <summary>The titles of <see cref="CountsOf"/>.</summary>
    public static IReadOnlyList<string> Counts { get; } = ["Read", "New", "Changed", "Unchanged", "Deleted", "Deletes waiting", "Unmatched, kept aside", "Rejected", "Quarantined"];

    public static IReadOnlyList<string> CountsOf(StreamEntry s) =>
        [.. new[] { s.Read, s.Created, s.Updated, s.Unchanged, s.Deleted, s.HeldDeletes, s.Unmatched, s.Rejected, s.Quarantined }.Select(Number)];

    /// <summary>Why records are not stored as what they are, in words.</summary>
    public static string Reason(string reason) => reason switch
    {
        SkipReasons.NoCustomer => "unmatched, kept aside: nobody is known as the buyer. Such sales are stored and count in the day's sales; they move to their customer when it appears",
        SkipReasons.OtherDay => "left as they were: " + reason,
        _ => "rejected: " + reason,
    };

    public static StateModel Of(RunResult result) => result switch
    {
        RunResult.Done => new StateModel("good", "✓", "Complete"),
        RunResult.Partial => new StateModel("warn", "!", "Part is missing"),
        _ => new StateModel("bad", "✗", "Failed"),
    };

    /// <summary>How a run ended; of one that did not ask the POS, that its data is whole is not known.</summary>
    public static StateModel Of(RunEntry run) => run is { Unread: true, Result: RunResult.Done } ? new StateModel("", "○", "Not read") : Of(run.Result);

    public static StateModel Of(StreamStatus status) => status switch
    {
        StreamStatus.Complete => new StateModel("good", "✓", "Complete"),
        StreamStatus.Held => new StateModel("warn", "!", "Deletes wait"),
        StreamStatus.Suspicious => new StateModel("warn", "!", "Came back empty"),
        StreamStatus.Damaged => new StateModel("bad", "✗", "Changed by others"),
        StreamStatus.Waiting => new StateModel("warn", "…", "Not tried yet"),
        _ => new StateModel("bad", "✗", "Part is missing"),
    };

    public static string Name(PosStream stream) => stream == PosStream.Inventory ? "Stock" : stream.ToString();

    public static string Kind(RunEntry run) => run.Range is not null ? "a range of days read again"
        : run.ByWebhooks ? "only what webhooks told of"
        : run.Unread ? "the POS was not asked; only what is stored was brought in line"
        : run.Full ? "everything compared" : "";

    public static string Changes(RunEntry run)
    {
        var streams = run.Streams.Values.ToList();
        (long Count, string Word)[] parts =
        [
            (streams.Sum(s => s.Created), "new"), (streams.Sum(s => s.Updated), "changed"), (streams.Sum(s => s.Deleted), "deleted"),
            (streams.Sum(s => s.HeldDeletes), "deletes wait"), (streams.Sum(s => s.Unmatched), "unmatched, kept aside"), (streams.Sum(s => s.Rejected), "rejected"), (streams.Sum(s => s.Quarantined), "quarantined"),
        ];
        var told = string.Join(", ", parts.Where(p => p.Count > 0).Select(p => $"{Number(p.Count)} {p.Word}"));
        return told.Length > 0 ? told : run.Unread ? "none" : "nothing new";
    }

    public static string Operations(StoreOperations o) => $"{Number(o.Reads)} reads, {Number(o.Writes)} writes, {Number(o.Deletes)} deletes";

    /// <summary>Such as <c>$0.0012</c>; small ones with the digits that tell them from nothing.</summary>
    public static string Price(decimal dollars) => "$" + (dollars >= 0.01m ? dollars.ToString("0.00", CultureInfo.InvariantCulture) : dollars.ToString("0.00####", CultureInfo.InvariantCulture));

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
