using Sync.Cli.Output;
using Sync.ConnectorKit;
using Sync.Engine.Leases;
using Sync.Engine.Orgs;
using Sync.Engine.Secrets;
using Sync.Store;
using Sync.Web.Composition;

namespace Sync.Cli.Commands;

/// <summary>
/// Runs a command's work and turns what goes wrong into one clear line and an exit code; never a stack trace. Of a failure a program
/// that asked for JSON reads on stdout, as <c>result</c> and <c>error</c>; of a refusal it learns from the exit code.
/// </summary>
internal static class Guard
{
    /// <summary>Work that needs the store and the rest put together.</summary>
    /// <param name="work">The work; it prints its answer last.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <param name="json">Whether stdout is for a program.</param>
    public static async Task<int> WithServicesAsync(Func<SyncServices, Task<int>> work, CancellationToken cancellation, bool json = false)
    {
        try
        {
            await using var services = await SyncServices.OpenAsync(SyncSettings.FromEnvironment(), TimeProvider.System, cancellation);
            var code = await work(services);
            json = false; // the answer stands there; what fails in closing is said on stderr
            return code;
        }
        catch (Exception e) when (e is OrgException or FormatException or LeaseHeldException or SecretUnreadableException)
        {
            return await RefuseAsync(e.Message);
        }
        catch (ConnectorException e)
        {
            return e is FixSettingsException or ReauthoriseException ? await RefuseAsync(e.OwnerMessage) : await FailAsync(e.OwnerMessage, json);
        }
        catch (StoreException e)
        {
            return e.Failure == StoreFailure.Unsupported ? await RefuseAsync(e.Message) : await FailAsync(e.Message, json);
        }
        catch (LeaseLostException e)
        {
            return await FailAsync(e.Message, json);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return await RefuseAsync(e.Message);
        }
        catch (OperationCanceledException)
        {
            return await FailAsync("Stopped. What was not finished, the next run does.", json);
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("SYNC_DEBUG") != "1")
        {
            return await FailAsync($"Something went wrong inside Sync ({e.GetType().Name}). Run again with SYNC_DEBUG=1 for the details.", json);
        }
    }

    /// <summary>Says what failed, on stderr and, for a program, on stdout.</summary>
    public static async Task<int> FailAsync(string message, bool json)
    {
        await Console.Error.WriteLineAsync(message);
        if (json) JsonOut.Print(w =>
        {
            w.WriteString("result", "failed");
            w.WriteString("error", message);
        });
        return ExitCode.Failed;
    }

    private static async Task<int> RefuseAsync(string message)
    {
        await Console.Error.WriteLineAsync(message);
        return ExitCode.Refused;
    }
}
