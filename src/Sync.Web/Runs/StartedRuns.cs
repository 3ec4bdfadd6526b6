using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sync.Web.Runs;

/// <summary>Holds the end of the service back until the runs that somebody asked for have ended: the store must not be closed under them.</summary>
internal sealed partial class StartedRuns(RunStarter starter, ILogger<StartedRuns> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var runs = starter.GoingOn;
        try
        {
            await Task.WhenAll(runs.Select(r => r.Key)).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            foreach (var (_, org) in runs.Where(r => !r.Key.IsCompleted)) Left(log, org.Value);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Org {Org}: its run did not come to an end before the service had to; what is stored is whole, and the next run does the rest")]
    private static partial void Left(ILogger log, string org);
}
