using System.Globalization;
using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Streams;
using Sync.Store;

namespace Sync.Engine.Runs;

/// <summary>How a run is remembered, in <c>runs/{time}-{lease}-{connection}</c>, for thirty days; one that webhooks asked for has that behind it.</summary>
internal static class RunRecord
{
    public static DocumentWrite Write(RunReport report, long leaseToken, TimeSpan keep) => DocumentWrite.Replace(PathOf(IdOf(report, leaseToken)), Body(report, keep));

    /// <summary>The id of the record that a run leaves under a lease.</summary>
    public static string IdOf(RunReport report, long leaseToken) =>
        $"{report.StartedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture)}-{leaseToken:d6}-{report.Connection}{(report.ByHints ? "~webhooks" : report.Range is { } range ? OfRange(range) : "")}";

    // Several ranges may be read under one lease, within a second.
    private static string OfRange(OrderRange range) => string.Create(CultureInfo.InvariantCulture, $"~range{range.From:yyyyMMdd}-{range.To:yyyyMMdd}");

    /// <summary>
    /// Remembers a run that the store has cut short, if it takes that. A record that is there already stays: then the run's end
    /// was stored, and only its answer was lost.
    /// </summary>
    public static async Task TryKeepAsync(ITenantStore tenant, DocumentWrite fence, RunReport report, long leaseToken, TimeSpan keep)
    {
        var write = Write(report, leaseToken, keep);
        try
        {
            await tenant.CommitAsync([fence, DocumentWrite.Replace(write.Path, Body(report, keep), "")], CancellationToken.None);
        }
        catch (StoreException e)
        {
            report.ErrorDetail += " The run's record could not be stored either: " + RecordText.Of(e);
        }
    }

    /// <summary>
    /// Remembers a run that ended before it could say how it went. One that was cut short by its store or by a fault of ours may
    /// have left a record, which stays.
    /// </summary>
    public static async Task TellOfDeadAsync(ITenantStore tenant, DocumentWrite fence, Connections.Connection connection, UnsettledRun died, TimeSpan keep, CancellationToken cancellation)
    {
        var report = new RunReport
        {
            Connection = connection.Id,
            Connector = connection.Connector,
            StartedAt = died.StartedAt,
            Error = "This run did not come to its end: the program was stopped, or its machine failed. " + (connection.Imports.Count == 0
                ? "Part of it is stored; the next run compared that and went on. There is nothing to do unless it happens again."
                : Connections.FileImport.HowToMend),
            ErrorDetail = "The run's ledger was left unsettled.",
        };
        try
        {
            await tenant.CommitAsync([fence, DocumentWrite.Create(PathOf(died.Record), Body(report, keep))], cancellation);
        }
        catch (StoreException e) when (e.Failure == StoreFailure.AlreadyExists)
        {
            // It could say so itself.
        }
    }

    private static DocumentPath PathOf(string id) => new(Collections.Runs, id);

    /// <summary>The writes that leave a run's record without its samples, for every run that has some.</summary>
    public static async Task<IReadOnlyList<DocumentWrite>> WithoutSamplesAsync(ITenantStore tenant, CancellationToken cancellation)
    {
        List<DocumentWrite> writes = [];
        var query = new DocumentQuery { Collection = Collections.Runs, Filters = [new DocumentFilter("sampled", FilterOperator.Equal, true)], Select = ["sampled"] };
        await foreach (var run in tenant.QueryAsync(query, cancellation)) writes.Add(DocumentWrite.Merge(run.Path, DocumentBody.Empty, ["sampled", "samples"]));
        return writes;
    }

    private static DocumentBody Body(RunReport report, TimeSpan keep) => DocumentBody.Build(w =>
    {
        if (report.ByHints) w.Flag("byWebhooks", true);
        w.Text("connection", report.Connection);
        w.Text("connector", report.Connector);
        w.OptionalText("error", report.Error);
        w.OptionalText("errorDetail", report.ErrorDetail);
        w.Time("expireAt", report.StartedAt + keep);
        w.Flag("full", report.Full);
        w.Number("matchedLater", report.MatchedLater);
        w.List("named", report.Named.Concat(report.Skipped).Take(RunContext.MostNamed), (m, named) =>
        {
            m.Text("id", named.Id);
            m.Text("reason", named.Reason);
            m.Text("stream", StreamLoop.NameOf(named.Stream));
        });
        if (report.Range is { } range)
            w.Map("range", m =>
            {
                m.Text("from", DayQuery.Text(range.From));
                m.Text("to", DayQuery.Text(range.To));
            });
        w.Number("repairedDerived", report.RepairedDerived);
        w.Number("requests", report.Requests);
        w.Text("result", report.Result.ToString().ToLowerInvariant());
        if (report.Samples.Count > 0)
        {
            w.Flag("sampled", true); // by which they are found when somebody asks to be forgotten
            RunSamples.Write(w, report.Samples);
        }

        w.Number("seconds", decimal.Round((decimal)report.Duration.TotalSeconds, 3));
        w.Time("startedAt", report.StartedAt);
        w.Map("store", m =>
        {
            foreach (var (collection, operations) in report.Store)
                m.Map(collection.Length == 0 ? "tenant" : collection, o => WriteOperations(o, operations));
        });
        w.Map("streams", m =>
        {
            foreach (var (stream, counts) in report.Streams) m.Map(StreamLoop.NameOf(stream), s =>
            {
                WriteStream(s, counts);
                s.OptionalText("errorDetail", counts.ErrorDetail);
            });
        });
        w.Number("throttled", report.Throttled);
        if (report.Unread) w.Flag("unread", true);
        w.Number("waitedSeconds", decimal.Round((decimal)report.Waited.TotalSeconds, 3));
    });

    // Without what is for the log: apps show the status, which has these fields too, to everybody.
    internal static void WriteStream(DocumentBodyWriter w, StreamReport s)
    {
        w.Number("created", s.Created);
        w.Number("deleted", s.Deleted);
        w.OptionalText("error", s.Error);
        w.Number("heldDeletes", s.HeldDeletes);
        if (s.KeptDeletes > 0) w.Number("keptDeletes", s.KeptDeletes);
        w.Number("quarantined", s.Quarantined);
        w.Number("read", s.Read);
        w.Number("repaired", s.Repaired);
        w.Map("skipped", m =>
        {
            foreach (var (reason, count) in s.Skipped) m.Number(reason, count);
        });
        w.Text("status", s.Status.ToString().ToLowerInvariant());
        w.Number("unbalanced", s.Unbalanced);
        w.Number("unchanged", s.Unchanged);
        w.Number("updated", s.Updated);
        w.TextList("warnings", s.Warnings);
    }

    private static void WriteOperations(DocumentBodyWriter w, StoreOperations o)
    {
        w.Number("deletes", o.Deletes);
        w.Number("reads", o.Reads);
        w.Number("writes", o.Writes);
    }
}
