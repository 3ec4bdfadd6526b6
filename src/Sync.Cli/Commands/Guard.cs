using Sync.ConnectorKit;
using Sync.Engine.Leases;
using Sync.Engine.Orgs;
using Sync.Engine.Secrets;
using Sync.Store;
using Sync.Web.Composition;

namespace Sync.Cli.Commands;

/// <summary>Runs a command's work and turns what goes wrong into one clear line and an exit code; never a stack trace.</summary>
internal static class Guard
{
    /// <summary>Work that needs the store and the rest put together.</summary>
    public static Task<int> WithServicesAsync(Func<SyncServices, Task<int>> work, CancellationToken cancellation) => RunAsync(async () =>
    {
        await using var services = await SyncServices.OpenAsync(SyncSettings.FromEnvironment(), TimeProvider.System, cancellation);
        return await work(services);
    });

    public static async Task<int> RunAsync(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is OrgException or FormatException or LeaseHeldException or SecretUnreadableException)
        {
            return await SayAsync(e.Message, ExitCode.Refused);
        }
        catch (ConnectorException e)
        {
            return await SayAsync(e.OwnerMessage, e is FixSettingsException or ReauthoriseException ? ExitCode.Refused : ExitCode.Failed);
        }
        catch (StoreException e)
        {
            return await SayAsync(e.Message, e.Failure == StoreFailure.Unsupported ? ExitCode.Refused : ExitCode.Failed);
        }
        catch (LeaseLostException e)
        {
            return await SayAsync(e.Message, ExitCode.Failed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return await SayAsync(e.Message, ExitCode.Refused);
        }
        catch (OperationCanceledException)
        {
            return await SayAsync("Stopped. What was not finished, the next run does.", ExitCode.Failed);
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("SYNC_DEBUG") != "1")
        {
            return await SayAsync($"Something went wrong inside Sync ({e.GetType().Name}). Run again with SYNC_DEBUG=1 for the details.", ExitCode.Failed);
        }
    }

    private static async Task<int> SayAsync(string message, int code)
    {
        await Console.Error.WriteLineAsync(message);
        return code;
    }
}
