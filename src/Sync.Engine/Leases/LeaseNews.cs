using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Engine.Leases;

/// <summary>
/// Says in the org's lease how far its run has come, while somebody watches from another process. The lease is what they look at
/// anyway, so that one read tells who runs and how far it is.
/// </summary>
internal sealed class LeaseNews : IProgress<RunProgress>, IAsyncDisposable
{
    /// <summary>The least between two looks whether somebody watches now; the first is at the first tick, and many a quiet run ends before it.</summary>
    public static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(1);

    // Some POS lets a quiet run take minutes, every half hour: looks each second would cost more than all else that it reads.
    private static readonly (TimeSpan After, TimeSpan Every) Later = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5));

    private readonly ITenantStore tenant;
    private readonly OrgLease lease;
    private readonly IProgress<RunProgress>? caller;
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private readonly SemaphoreSlim telling = new(1);
    private readonly CancellationTokenSource end = new();
    private readonly Lock gate = new();
    private readonly long began;
    private RunStages stages;
    private RunStages? told;
    private DateTimeOffset? watchedUntil;
    private long? looked;

    /// <param name="tenant">Whose; what it costs counts as the run's.</param>
    /// <param name="lease">The run's lease, confirmed.</param>
    /// <param name="every">The least between two words.</param>
    /// <param name="caller">Who is told at once, in this process.</param>
    /// <param name="time">The clock.</param>
    public LeaseNews(ITenantStore tenant, OrgLease lease, TimeSpan every, IProgress<RunProgress>? caller, TimeProvider time)
    {
        (this.tenant, this.lease, this.caller, this.time) = (tenant, lease, caller, time);
        (stages, began) = (new RunStages(time.GetUtcNow()), time.GetTimestamp());
        lease.Standing = () => stages;
        timer = time.CreateTimer(_ => _ = TellAsync(), null, every, every);
    }

    public void Report(RunProgress value)
    {
        lock (gate) stages = stages.After(value, time.GetUtcNow());
        caller?.Report(value);
    }

    public async ValueTask DisposeAsync()
    {
        await timer.DisposeAsync();
        await end.CancelAsync();
        await telling.WaitAsync(); // a word under way must not outlive the run
        end.Dispose();
        telling.Dispose();
    }

    private async Task TellAsync()
    {
        if (end.IsCancellationRequested || !await telling.WaitAsync(0)) return; // the one before is still under way
        try
        {
            if (!await IsWatchedAsync() || stages == told) return;
            var now = stages;
            if (await lease.RenewAsync()) told = now;
        }
        catch (Exception e) when (e is StoreException or OperationCanceledException)
        {
            // The store cannot be reached just now, or the run has ended: the next tick tries again, and the run's end is told by the lease.
        }
        finally
        {
            telling.Release();
        }
    }

    private async Task<bool> IsWatchedAsync()
    {
        if (watchedUntil > time.GetUtcNow()) return true;
        var every = time.GetElapsedTime(began) < Later.After || stages.Stages is [.., { FirstImport: true }] ? LooksEvery : Later.Every;
        if (looked is { } before && time.GetElapsedTime(before) < every) return false;
        looked = time.GetTimestamp();
        watchedUntil = await LeaseWatch.UntilAsync(tenant, time, end.Token);
        return watchedUntil is not null;
    }
}
