using Sync.Engine.Runs;
using Sync.Web.Reports;

namespace Sync.Cli.Output;

/// <summary>Prints what runs did, for programs.</summary>
internal static class ReportJson
{
    public static void Print(OrgReport report) => JsonOut.Print(w =>
    {
        OrgJson.Write(w, report);
        w.WriteNumber("peakMemoryMb", PeakMemory.Mb);
    });

    public static void Print(IReadOnlyList<OrgOutcome> outcomes, TimeSpan took) => JsonOut.Print(w =>
    {
        OutcomesJson.Write(w, outcomes, took);
        w.WriteNumber("peakMemoryMb", PeakMemory.Mb);
    });
}
