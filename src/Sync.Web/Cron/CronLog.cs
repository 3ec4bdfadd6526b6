using Microsoft.Extensions.Logging;
using Sync.Engine.Runs;

namespace Sync.Web.Cron;

/// <summary>One line for each org, and one for each thing that went wrong in it; no record's content and no secrets.</summary>
internal static partial class CronLog
{
    public static void Write(ILogger log, OrgOutcome outcome)
    {
        if (outcome.Report is not { } report)
        {
            if (outcome.AlreadyRunning) Running(log, outcome.Org.Value, outcome.Error!);
            else NotRun(log, outcome.Org.Value, outcome.ErrorDetail ?? outcome.Error!);
            return;
        }

        Synced(log, report.Org.Value, report.Result, report.Duration.TotalSeconds, report.Store.Reads, report.Store.Writes, report.Store.Deletes);
        if (report.NotCompared is { } why) NotCompared(log, report.Org.Value, why);
        foreach (var run in report.Runs)
        {
            if (run.Error is not null) Failed(log, report.Org.Value, run.Connection, run.ErrorDetail ?? run.Error);
            foreach (var (stream, counts) in run.Streams)
                if (counts.Error is not null) Incomplete(log, report.Org.Value, run.Connection, stream, counts.Status, counts.ErrorDetail ?? counts.Error);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Org {Org}: {Result} in {Seconds:0.0} s; {Reads} reads, {Writes} writes, {Deletes} deletes")]
    private static partial void Synced(ILogger log, string org, RunResult result, double seconds, long reads, long writes, long deletes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Org {Org}: the days' sales could not be compared, the next run does it: {Detail}")]
    private static partial void NotCompared(ILogger log, string org, string detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "Org {Org}: {Reason}")]
    private static partial void Running(ILogger log, string org, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Org {Org} could not be synced: {Detail}")]
    private static partial void NotRun(ILogger log, string org, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Org {Org}, connection {Connection} failed: {Detail}")]
    private static partial void Failed(ILogger log, string org, string connection, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Org {Org}, connection {Connection}, {Stream} is {Status}: {Detail}")]
    private static partial void Incomplete(
        ILogger log, string org, string connection, ConnectorKit.PosStream stream, StreamStatus status, string detail);
}
