using System.Globalization;
using System.Text.Json;
using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Web.Reports;

/// <summary>What a sync of one org did, as JSON: the command and the cron endpoint say it in the same words.</summary>
public static class OrgJson
{
    /// <summary>Writes the fields of one org's object.</summary>
    public static void Write(Utf8JsonWriter w, OrgReport report)
    {
        w.WriteString("org", report.Org.Value);
        w.WriteString("result", StreamJson.NameOf(report.Result));
        w.WriteBoolean("full", report.Runs.Any(r => r.Full));
        w.WriteStartObject("streams");
        foreach (var stream in Enum.GetValues<PosStream>())
            if (report.Runs.Select(r => r.Streams.GetValueOrDefault(stream)).OfType<StreamReport>().ToList() is { Count: > 0 } parts)
                StreamJson.Write(w, StreamJson.NameOf(stream), parts);
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
            w.WriteString("result", StreamJson.NameOf(run.Result));
            if (run.ByHints) w.WriteBoolean("byWebhooks", true);
            WriteRange(w, run);
            if (run.Error is not null) w.WriteString("error", run.Error);
            WriteReconnect(w, run);
            w.WriteStartObject("streams");
            foreach (var (stream, counts) in run.Streams) StreamJson.Write(w, StreamJson.NameOf(stream), [counts]);
            w.WriteEndObject();
            WriteNamed(w, run);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void WriteRange(Utf8JsonWriter w, RunReport run)
    {
        if (run.Range is not { } range) return;
        w.WriteStartObject("range");
        w.WriteString("from", range.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        w.WriteString("to", range.To.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        w.WriteEndObject();
    }

    private static void WriteNamed(Utf8JsonWriter w, RunReport run)
    {
        w.WriteStartArray("named");
        foreach (var (stream, id, reason) in run.Named)
        {
            w.WriteStartObject();
            w.WriteString("stream", StreamJson.NameOf(stream));
            w.WriteString("id", id);
            w.WriteString("reason", reason);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void WriteReconnect(Utf8JsonWriter w, RunReport run)
    {
        if (run.Reconnect is not { } reconnect) return;
        w.WriteStartObject("reconnect");
        w.WriteString("since", reconnect.Since.UtcDateTime);
        w.WriteString("why", reconnect.Why);
        if (run.ReconnectBy is { } by) w.WriteString(by.Name, by.Text);
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
}
