using System.Text.Json;
using Sync.ConnectorKit;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Web.Reports;

namespace Sync.Cli.Output;

/// <summary>Prints what runs did, for programs.</summary>
internal static class ReportJson
{
    public static void Print(OrgReport report) => JsonOut.Print(w => Write(w, report));

    /// <summary>A dry run: also how the source is understood, and the first documents as they would be stored.</summary>
    public static void PrintDry(OrgReport report, CheckReport check) => JsonOut.Print(w =>
    {
        Write(w, report);
        w.WriteStartArray("understood");
        foreach (var verdict in check.Verdicts) w.WriteStringValue(verdict.Message);
        w.WriteEndArray();
        w.WriteStartArray("preview");
        foreach (var (path, body) in report.Runs.SelectMany(r => r.Preview))
        {
            w.WriteStartObject();
            w.WriteString("path", path.ToString());
            w.WritePropertyName("document");
            w.WriteRawValue(PlainJson.Of(body, new HashSet<string>()));
            w.WriteEndObject();
        }

        w.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter w, OrgReport report)
    {
        OrgJson.Write(w, report);
        w.WriteNumber("peakMemoryMb", PeakMemory.Mb);
    }

    public static void Print(IReadOnlyList<OrgOutcome> outcomes, TimeSpan took) => JsonOut.Print(w =>
    {
        OutcomesJson.Write(w, outcomes, took);
        w.WriteNumber("peakMemoryMb", PeakMemory.Mb);
    });
}
