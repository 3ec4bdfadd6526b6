using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sync.Web.Cron;

/// <summary>
/// The clock of a service that has no other: a first sync soon after the start, then one on every half hour. A beat comes whether or
/// not the one before is over: an org whose first import takes hours must not keep all others from being synced, and one that is still
/// at work is passed by (its lease). Where several beats are not over, all is too slow, and one is left out.
/// </summary>
/// <param name="first">The first sync after the start.</param>
/// <param name="sync">Those on the half hours.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where it is said that one went wrong.</param>
public sealed partial class SyncSchedule(Func<CancellationToken, Task> first, Func<CancellationToken, Task> sync, TimeProvider time, ILogger<SyncSchedule> log) : BackgroundService
{
    /// <summary>How long after the start the first sync begins: the service listens by then.</summary>
    public static TimeSpan FirstAfter { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Beats that may be at work at once.</summary>
    public const int MostAtOnce = 6;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(FirstAfter, time, stoppingToken);
        List<Task> beats = [SyncOnceAsync(first, stoppingToken)];
        try
        {
            while (true)
            {
                await Task.Delay(HalfHours.Until(time.GetUtcNow()), time, stoppingToken);
                beats.RemoveAll(b => b.IsCompleted);
                if (beats.Count < MostAtOnce) beats.Add(SyncOnceAsync(sync, stoppingToken));
                else LeftOut(log, beats.Count);
            }
        }
        finally
        {
            await Task.WhenAll(beats); // each ends at a safe point
        }
    }

    private async Task SyncOnceAsync(Func<CancellationToken, Task> due, CancellationToken stopping)
    {
        try
        {
            await due(stopping);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            Failed(log, e); // the clock must not stop because one beat went wrong
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Beats} scheduled syncs are still at work, so this one is left out: there are more orgs, or slower POS systems, than this service gets through in half an hour")]
    private static partial void LeftOut(ILogger log, int beats);

    [LoggerMessage(Level = LogLevel.Error, Message = "The scheduled sync could not run; the next one is on the half hour")]
    private static partial void Failed(ILogger log, Exception e);
}
