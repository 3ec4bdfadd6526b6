using System.Text.Json;
using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Cli.Output;

/// <summary>Prints what runs did, for programs.</summary>
internal static class ReportJson
{
    public static void Print(OrgReport report) => JsonOut.Print(w => WriteOrg(w, report));

    public static void Print(IReadOnlyList<OrgOutcome> outcomes) => JsonOut.Print(w =>
    {
        w.WriteStartArray("orgs");
        foreach (var outcome in outcomes)
        {
            w.WriteStartObject();
            if (outcome.Report is { } report) WriteOrg(w, report);
            else
            {
                w.WriteString("org", outcome.Org.Value);
                w.WriteString("result", outcome.AlreadyRunning ? "running" : "failed");
                w.WriteString("error", outcome.Error);
            }

            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteNumber("peakMemoryMb", PeakMemory.Mb);
    });

    private static void WriteOrg(Utf8JsonWriter w, OrgReport report)
    {
        w.WriteString("org", report.Org.Value);
        w.WriteString("result", NameOf(report.Result));
        w.WriteBoolean("full", report.Runs.Any(r => r.Full));
        w.WriteStartObject("streams");
        foreach (var stream in Enum.GetValues<PosStream>())
            if (report.Runs.Select(r => r.Streams.GetValueOrDefault(stream)).OfType<StreamReport>().ToList() is { Count: > 0 } parts)
                WriteStream(w, NameOf(stream), parts);
        w.WriteEndObject();
        WriteConnections(w, report);
        WriteOperations(w, "store", report.Store);
        w.WriteStartObject("storeByCollection");
        foreach (var (collection, operations) in report.StoreByCollection) WriteOperations(w, collection.Length == 0 ? "tenant" : collection, operations);
        w.WriteEndObject();
        w.WriteNumber("requests", report.Runs.Sum(r => r.Requests));
        w.WriteNumber("throttled", report.Runs.Sum(r => r.Throttled));
        w.WriteNumber("waitedSeconds", Math.Round(report.Runs.Sum(r => r.Waited.TotalSeconds), 3));
        w.WriteNumber("repairedDerived", report.Runs.Sum(r => r.RepairedDerived));
        w.WriteNumber("matchedLater", report.Runs.Sum(r => r.MatchedLater));
        w.WriteNumber("seconds", Math.Round(report.Duration.TotalSeconds, 3));
        w.WriteNumber("peakMemoryMb", PeakMemory.Mb);
        w.WriteNumber("pricePerMonthUsd", Math.Round(PriceList.PerMonth(report.Store), 4));
    }

    private static void WriteConnections(Utf8JsonWriter w, OrgReport report)
    {
        w.WriteStartArray("connections");
        foreach (var run in report.Runs)
        {
            w.WriteStartObject();
            w.WriteString("id", run.Connection);
            w.WriteString("connector", run.Connector);
            w.WriteString("result", NameOf(run.Result));
            if (run.Error is not null) w.WriteString("error", run.Error);
            w.WriteStartObject("streams");
            foreach (var (stream, counts) in run.Streams) WriteStream(w, NameOf(stream), [counts]);
            w.WriteEndObject();
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void WriteStream(Utf8JsonWriter w, string name, IReadOnlyList<StreamReport> parts)
    {
        w.WriteStartObject(name);
        w.WriteString("status", NameOf(parts.Max(p => p.Status)));
        w.WriteNumber("read", parts.Sum(p => p.Read));
        w.WriteNumber("created", parts.Sum(p => p.Created));
        w.WriteNumber("updated", parts.Sum(p => p.Updated));
        w.WriteNumber("unchanged", parts.Sum(p => p.Unchanged));
        w.WriteNumber("deleted", parts.Sum(p => p.Deleted));
        w.WriteNumber("heldDeletes", parts.Sum(p => p.HeldDeletes));
        w.WriteNumber("quarantined", parts.Sum(p => p.Quarantined));
        w.WriteNumber("repaired", parts.Sum(p => p.Repaired));
        w.WriteStartObject("skipped");
        foreach (var reason in parts.SelectMany(p => p.Skipped).GroupBy(s => s.Key).OrderBy(s => s.Key, StringComparer.Ordinal))
            w.WriteNumber(reason.Key, reason.Sum(r => r.Value));
        w.WriteEndObject();
        if (parts.FirstOrDefault(p => p.Error is not null) is { } failed) w.WriteString("error", failed.Error);
        w.WriteStartArray("warnings");
        foreach (var warning in parts.SelectMany(p => p.Warnings)) w.WriteStringValue(warning);
        w.WriteEndArray();
        w.WriteEndObject();
    }

    private static void WriteOperations(Utf8JsonWriter w, string name, StoreOperations operations)
    {
        w.WriteStartObject(name);
        w.WriteNumber("reads", operations.Reads);
        w.WriteNumber("writes", operations.Writes);
        w.WriteNumber("deletes", operations.Deletes);
        w.WriteEndObject();
    }

    private static string NameOf<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
