using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sync.Web.Cron;

/// <summary>
/// The clock of a service that has no other: a first sync soon after the start, then one on every half hour. One follows the
/// other, so two never overlap; a beat that passes while a sync is still at work is left out.
/// </summary>
/// <param name="first">The first sync after the start.</param>
/// <param name="sync">Those on the half hours.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where it is said that one went wrong.</param>
public sealed partial class SyncSchedule(Func<CancellationToken, Task> first, Func<CancellationToken, Task> sync, TimeProvider time, ILogger<SyncSchedule> log) : BackgroundService
{
    /// <summary>How long after the start the first sync begins: the service listens by then.</summary>
    public static TimeSpan FirstAfter { get; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(FirstAfter, time, stoppingToken);
        await SyncOnceAsync(first, stoppingToken);
        while (true)
        {
            await Task.Delay(HalfHours.Until(time.GetUtcNow()), time, stoppingToken);
            await SyncOnceAsync(sync, stoppingToken);
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

    [LoggerMessage(Level = LogLevel.Error, Message = "The scheduled sync could not run; the next one is on the half hour")]
    private static partial void Failed(ILogger log, Exception e);
}
