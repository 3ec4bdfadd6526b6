using System.Text.Json;
using Sync.Engine.Runs;

namespace Sync.Web.Reports;

/// <summary>What became of several orgs, as JSON. Errors are the owner's text; what the log says stays in the log.</summary>
public static class OutcomesJson
{
    /// <summary>Writes the fields of the whole answer.</summary>
    public static void Write(Utf8JsonWriter w, IReadOnlyList<OrgOutcome> outcomes, TimeSpan took)
    {
        w.WriteStartArray("orgs");
        foreach (var outcome in outcomes)
        {
            w.WriteStartObject();
            WriteOne(w, outcome);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteNumber("seconds", Math.Round(took.TotalSeconds, 3));
    }

    private static void WriteOne(Utf8JsonWriter w, OrgOutcome outcome)
    {
        if (outcome.Report is { } report)
        {
            OrgJson.Write(w, report);
            return;
        }

        w.WriteString("org", outcome.Org.Value);
        w.WriteString("result", outcome.AlreadyRunning ? "running" : "failed");
        w.WriteString("error", outcome.Error);
        if (outcome.HeldBy is { } holder) w.WriteString("heldBy", holder);
        if (outcome.HeldUntil is { } until) w.WriteString("heldUntil", until.UtcDateTime);
    }
}
