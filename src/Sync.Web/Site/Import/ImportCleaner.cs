using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sync.Web.Site.Import;

/// <summary>Removes uploaded files whose time is over: when the service starts, and every hour.</summary>
internal sealed partial class ImportCleaner(ImportFolder folder, ImportRunner runner, TimeProvider time, ILogger<ImportCleaner> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                folder.Sweep(runner.IsBusy);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Failed(log, e); // the next hour tries again
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Uploaded files could not be removed")]
    private static partial void Failed(ILogger log, Exception e);
}
