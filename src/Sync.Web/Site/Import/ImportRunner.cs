using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sync.ConnectorKit;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Store;
using Sync.Web.Composition;
using Sync.Web.Runs;

namespace Sync.Web.Site.Import;

/// <summary>Looks uploaded files through and brings them in, while whoever asked for it waits elsewhere.</summary>
internal sealed partial class ImportRunner(SyncServices services, RunStarter starter, LiveRuns live, IHostApplicationLifetime lifetime, ILogger<ImportRunner> log)
{
    /// <summary>The connection that files come by; all imports of an org share it.</summary>
    public const string Connection = "files";

    private const int MostPreviews = 2;

    private readonly HashSet<string> busy = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    // A large file takes a processor and memory for a while; the syncs need both too.
    private readonly SemaphoreSlim previews = new(MostPreviews);

    /// <summary>Whether an import is being worked on in this process.</summary>
    public bool IsBusy(string id)
    {
        lock (gate) return busy.Contains(id);
    }

    /// <summary>Whether an import is being worked on, and what is read of it, at one instant: no beginning and no failed end lies between.</summary>
    public (bool Busy, T Read) Look<T>(string id, Func<T> read)
    {
        lock (gate) return (busy.Contains(id), read());
    }

    /// <summary>Whether a run of the org goes on here, which an import would have to wait for.</summary>
    public bool IsOrgBusy(OrgId org) => live.Find(org) is { Outcome: null };

    /// <summary>How the org's run stands; null where none goes on here.</summary>
    public LiveRun? Progress(OrgId org) => live.Find(org) is { Outcome: null } run ? run : null;

    /// <summary>Finds out what the import would do, and writes nothing; <see cref="ImportPlace.ReadPreview"/> has it then.</summary>
    /// <param name="place">Which.</param>
    /// <param name="job">What is known of it.</param>
    /// <param name="patience">How long to wait for it here; it goes on afterwards.</param>
    public Task PreviewAsync(ImportPlace place, ImportJob job, TimeSpan patience) => StartAsync(place, patience, () => { }, async () =>
    {
        await previews.WaitAsync(lifetime.ApplicationStopping);
        try
        {
            await LookThroughAsync(place, job);
        }
        finally
        {
            previews.Release();
        }
    }, place.KeepPreview);

    /// <summary>Brings the file in; <see cref="ImportPlace.ReadResult"/> has what became of it then. False where it is being worked on already.</summary>
    public Task<bool> ImportAsync(ImportPlace place, ImportJob job, Actor by) => StartAsync(place, TimeSpan.Zero, () => Begin(place, job), async () =>
    {
        var tenant = services.Store.OpenTenant(place.Org);
        var settings = SettingsOf(place, job, dry: false);
        await RefuseOthersAsync(tenant, settings);
        var before = await ConnectionDirectory.FindAsync(tenant, Connection, lifetime.ApplicationStopping);
        if (before is { Active: false }) throw new OrgException("Imports of files are paused for this shop. Resume the connection of files on the status page, then press Import again.");
        // The run saves it, once the file is found fit.
        var connection = await services.Connections.PlanAsync(tenant, Connection, Connection, settings, [], lifetime.ApplicationStopping);
        await AuditLog.AddAsync(tenant, services.Time, by, "import.started", job.FileName, job.As, lifetime.ApplicationStopping);
        var imports = new FileImports(services.Time);
        var begun = await imports.BeginAsync(tenant, Connection, job.FileName, lifetime.ApplicationStopping);
        var outcome = await starter.RunAsync(place.Org, new RunOptions { Brought = connection with { Imports = [begun.Now] } }, by);
        // One that is stopped in between leaves its note; one that never began, because another run went on, takes it back.
        if (outcome is { AlreadyRunning: true }) await imports.TakeBackAsync(tenant, Connection, begun, CancellationToken.None);
        else await imports.EndAsync(tenant, Connection, begun, CancellationToken.None);
        End(place, job, outcome);
    }, failed => End(place, job, failed));

    private async Task LookThroughAsync(ImportPlace place, ImportJob job)
    {
        var tenant = services.Store.OpenTenant(place.Org);
        var settings = SettingsOf(place, job, dry: true);
        await RefuseOthersAsync(tenant, settings);
        var planned = await services.Connections.PlanAsync(tenant, Connection, Connection, settings, [], lifetime.ApplicationStopping);
        var report = await services.Runner.RunAsync(place.Org, new RunOptions { Brought = planned, DryRun = true }, null, lifetime.ApplicationStopping);
        place.KeepPreview(ImportResult.Of(report, Connection, t => ImportWords.Of(place, job, t)));
    }

    private async Task RefuseOthersAsync(ITenantStore tenant, ConnectionSettings settings)
    {
        var org = await OrgDirectory.GetAsync(tenant, lifetime.ApplicationStopping);
        if (await FileImports.WhyNotAsync(tenant, org, Connection, settings, lifetime.ApplicationStopping) is { } why) throw new OrgException(why + " Nothing was imported.");
    }

    private static void Begin(ImportPlace place, ImportJob job)
    {
        place.KeepResult(null);
        place.Keep(job with { State = ImportState.Importing });
    }

    private static void End(ImportPlace place, ImportJob job, OrgOutcome? outcome) => End(place, job, outcome?.Report is { } report
        ? ImportResult.Of(report, Connection, t => ImportWords.Of(place, job, t))
        : new ImportResult { Error = outcome?.Error ?? "There was nothing to import." });

    // Where nothing went in, the file is kept, so that it can be tried again; a program has it and sends it again.
    private static void End(ImportPlace place, ImportJob job, ImportResult result)
    {
        place.KeepResult(result);
        var over = result.Went || job.ByProgram;
        place.Keep(job with { State = over ? ImportState.Ended : ImportState.Previewed });
        if (!over) return;
        File.Delete(place.FilePath);
        File.Delete(place.MapPath);
    }

    private async Task<bool> StartAsync(ImportPlace place, TimeSpan patience, Action begin, Func<Task> work, Action<ImportResult> failed)
    {
        Task task;
        lock (gate) // a form that is sent twice starts one
        {
            if (busy.Contains(place.Id)) return false;
            begin();
            busy.Add(place.Id);
            task = GuardedAsync(place, work, failed); // its end waits for the gate
            starter.Keep(place.Org, task);
        }

        await Task.WhenAny(task, Task.Delay(patience, services.Time, lifetime.ApplicationStopping));
        return true;
    }

    private async Task GuardedAsync(ImportPlace place, Func<Task> work, Action<ImportResult> failed)
    {
        await Task.Yield();
        var failure = await FailureOfAsync(place, work);
        lock (gate)
        {
            // Whoever sees how it ended may start it again: both are told at once.
            busy.Remove(place.Id);
            if (failure is not null) failed(failure);
        }
    }

    private async Task<ImportResult?> FailureOfAsync(ImportPlace place, Func<Task> work)
    {
        try
        {
            await work();
            return null;
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return null; // the service is being stopped: the import can be started again while the file is here
        }
        catch (Exception e) when (e is OrgException or StoreException or ConnectorException)
        {
            return new ImportResult { Error = e is ConnectorException c ? c.OwnerMessage : e.Message };
        }
        catch (Exception e)
        {
            Failed(log, place.Org, place.Id, e);
            return new ImportResult { Error = $"Something went wrong inside Sync ({e.GetType().Name}). Nothing was lost; try it again." };
        }
    }

    /// <summary>The settings that a file is read with.</summary>
    /// <param name="place">Where it waits.</param>
    /// <param name="job">What was chosen for it.</param>
    /// <param name="dry">Whether nothing is to be written, rejected rows included.</param>
    public ConnectionSettings SettingsOf(ImportPlace place, ImportJob job, bool dry)
    {
        var given = new Dictionary<string, string>
        {
            ["file"] = place.FilePath,
            ["as"] = job.As,
            ["map"] = place.MapPath,
            ["timeZone"] = job.Choice!.TimeZone,
            ["currency"] = job.Choice.Currency,
        };
        if (!dry) given["rejects"] = place.RejectsPath;
        return ConnectionSettings.From(services.Connectors.Find(Connection).Descriptor, given);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Import {Id} of {Org} failed")]
    private static partial void Failed(ILogger log, OrgId org, string id, Exception e);
}
