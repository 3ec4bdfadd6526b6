using Sync.Engine.Runs;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Leases;

/// <summary>
/// The right to sync an org: taken for a time, renewed while the run lives, and fenced. The fence is a document that only the
/// taking changes; every commit of the run verifies it, so that a holder who slept through a takeover can write nothing more.
/// </summary>
internal sealed class OrgLease : IAsyncDisposable
{
    private static readonly DocumentPath LeasePath = new("leases", "sync");
    private static readonly DocumentPath FencePath = new("leases", "fence");
    private static int takes;

    private readonly ITenantStore store;
    private readonly TimeProvider time;
    private readonly TimeSpan duration;
    private readonly Taker taker;
    private readonly CancellationTokenSource lost = new();
    private readonly SemaphoreSlim renewing = new(1);
    private DocumentWrite? fence;
    private ITimer? timer;
    private volatile bool released;
    private volatile bool renewedSince;

    private OrgLease(ITenantStore store, TimeProvider time, TimeSpan duration, Taker taker, long token) =>
        (this.store, this.time, this.duration, this.taker, Token) = (store, time, duration, taker, token);

    /// <summary>How many times the org's lease was taken so far, this one included.</summary>
    public long Token { get; }

    /// <summary>Goes with every commit of the run; known once the lease is confirmed.</summary>
    public DocumentWrite Fence => fence ?? throw new InvalidOperationException("The lease is not confirmed yet.");

    /// <summary>How far the run has come, asked at each renewal; null where nobody says.</summary>
    public Func<RunStages>? Standing { get; set; }

    /// <summary>Cancelled when the lease is lost.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Takes it. What is read from here on is read under the lease; to write, it has to be confirmed.</summary>
    /// <exception cref="LeaseHeldException">Somebody else has it.</exception>
    public static async Task<OrgLease> TakeAsync(
        ITenantStore store, TimeProvider time, TimeSpan duration, string holder, CancellationToken cancellation)
    {
        var both = await store.GetManyAsync([LeasePath, FencePath], cancellation);
        RefuseIfHeld(store.Org, both[0], time.GetUtcNow(), duration);
        var taker = new Taker(holder, Interlocked.Increment(ref takes));
        var token = (both[1]?.Body.Read().Integer("token") ?? 0) + 1;
        try
        {
            await store.CommitAsync(
            [
                DocumentWrite.Replace(LeasePath, LeaseBody(taker, time.GetUtcNow() + duration, duration), both[0]?.Version ?? ""),
                DocumentWrite.Replace(FencePath, DocumentBody.Build(w => w.Number("token", token)), both[1]?.Version ?? ""),
            ], cancellation);
        }
        catch (StoreException e) when (e.Failure is StoreFailure.VersionChanged or StoreFailure.AlreadyExists)
        {
            return await LostTheRaceAsync(store, time, duration, taker, token, cancellation);
        }

        return new OrgLease(store, time, duration, taker, token);
    }

    /// <summary>Looks up the fence that the taking made, and renews the lease from here on.</summary>
    /// <exception cref="LeaseLostException">Somebody has taken it over already.</exception>
    public async Task ConfirmAsync(CancellationToken cancellation)
    {
        var document = await store.GetAsync(FencePath, cancellation);
        if (document?.Body.Read().Integer("token") != Token) throw new LeaseLostException(store.Org);
        fence = DocumentWrite.Verify(FencePath, document.Version);
        timer = time.CreateTimer(_ => _ = RenewAsync(), null, duration / 3, duration / 3);
    }

    /// <summary>Whether somebody has the org's lease now.</summary>
    public static async Task<bool> IsHeldAsync(ITenantStore store, TimeProvider time, CancellationToken cancellation) =>
        await HolderAsync(store, time, cancellation) is not null;

    /// <summary>Who has the org's lease now, and the how manieth taking of theirs it is; null where nobody has.</summary>
    public static async Task<LeaseHolder?> HolderAsync(ITenantStore store, TimeProvider time, CancellationToken cancellation) =>
        HolderOf(await store.GetAsync(LeasePath, cancellation), time);

    private static LeaseHolder? HolderOf(StoredDocument? document, TimeProvider time) =>
        document?.Body.Read() is { } lease && lease.Text("holder") is { } holder && lease.Time("expiresAt") > time.GetUtcNow()
            ? new LeaseHolder(holder, lease.Integer("take") ?? 0, RunStages.From(lease.Map("run")))
            : null;

    /// <summary>How many times the org's lease was taken so far, and whether somebody has it now: what is the same before and after, and held by nobody, was nobody's in between.</summary>
    public static async Task<(long Takes, bool Held)> LookAsync(ITenantStore store, TimeProvider time, CancellationToken cancellation)
    {
        var both = await store.GetManyAsync([LeasePath, FencePath], cancellation);
        return (both[1]?.Body.Read().Integer("token") ?? 0, HolderOf(both[0], time) is not null);
    }

    /// <summary>The write that gives the lease back; belongs into the run's last commit.</summary>
    public DocumentWrite Release()
    {
        released = true;
        return DocumentWrite.Replace(LeasePath, LeaseBody(null, time.GetUtcNow(), default));
    }

    public async ValueTask DisposeAsync()
    {
        if (timer is not null) await timer.DisposeAsync();
        await renewing.WaitAsync(); // a renewal under way must not outlive the run
        if (fence is not null && (!released || renewedSince) && !lost.IsCancellationRequested) await GiveBackAsync();
        lost.Dispose();
        renewing.Dispose();
    }

    // A commit whose answer was lost is sent again and then meets its own effect: look who has the lease before giving up.
    private static async Task<OrgLease> LostTheRaceAsync(
        ITenantStore store, TimeProvider time, TimeSpan duration, Taker taker, long token, CancellationToken cancellation)
    {
        var lease = await store.GetAsync(LeasePath, cancellation);
        var fields = lease?.Body.Read();
        if (fields?.Text("holder") == taker.Holder && fields?.Integer("take") == taker.Number)
            return new OrgLease(store, time, duration, taker, token);
        RefuseIfHeld(store.Org, lease, time.GetUtcNow(), duration);
        throw new LeaseHeldException(store.Org, "another run", time.GetUtcNow() + duration);
    }

    private static void RefuseIfHeld(OrgId org, StoredDocument? lease, DateTimeOffset now, TimeSpan duration)
    {
        var fields = lease?.Body.Read();
        if (fields?.Text("holder") is not { } holder || fields.Value.Time("expiresAt") is not { } until || until <= now) return;

        // A lease that would end later than one taken now was written before the clock stepped back; it must not lock for days.
        var longest = TimeSpan.FromSeconds(fields.Value.Integer("seconds") ?? SecondsOf(duration));
        if (until - now > longest + longest) return;
        throw new LeaseHeldException(org, holder, until);
    }

    private static DocumentBody LeaseBody(Taker? taker, DateTimeOffset until, TimeSpan duration, RunStages? run = null) => DocumentBody.Build(w =>
    {
        w.Time("expiresAt", until);
        w.OptionalText("holder", taker?.Holder);
        if (run is { Stages.Count: > 0 }) w.Map("run", run.Write);
        if (duration > TimeSpan.Zero) w.Number("seconds", SecondsOf(duration));
        if (taker is { } t) w.Number("take", t.Number);
    });

    // Whole ones, and never none: of a lease of no time each would look like one of a clock that has stepped back.
    private static long SecondsOf(TimeSpan duration) => (long)Math.Ceiling(duration.TotalSeconds);

    /// <summary>Who takes it, and the how manieth time: two runs of one process must not take each other for themselves.</summary>
    private readonly record struct Taker(string Holder, long Number);

    /// <summary>Renews it, and says in it how far the run has come.</summary>
    /// <returns>Whether that is stored; not where another renewal is under way, the lease is given back or lost, or the store cannot be reached.</returns>
    public async Task<bool> RenewAsync()
    {
        if (!await renewing.WaitAsync(0)) return false; // the one before is still under way
        var begun = !released;
        try
        {
            if (!begun) return false;
            await store.CommitAsync([Fence, DocumentWrite.Replace(LeasePath, LeaseBody(taker, time.GetUtcNow() + duration, duration, Standing?.Invoke()))]);
            return true;
        }
        catch (StoreException e) when (e.Failure == StoreFailure.VersionChanged)
        {
            if (!released) await lost.CancelAsync(); // given back meanwhile, another run may have it by right
            return false;
        }
        catch (StoreException)
        {
            // The store cannot be reached just now. The next tick tries again; should the lease run out meanwhile and be
            // taken over, the fence keeps this run from writing.
            return false;
        }
        finally
        {
            // One that was under way while the lease was given back may have taken it once more, whatever its answer was.
            renewedSince |= begun && released;
            renewing.Release();
        }
    }

    private async Task GiveBackAsync()
    {
        try
        {
            await store.CommitAsync([Fence, Release()]);
        }
        catch (StoreException)
        {
            // A run that failed because the store is away cannot give the lease back either; it ends by itself.
        }
    }
}
