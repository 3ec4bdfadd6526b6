using System.Collections.Concurrent;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Store;

namespace Sync.Web.Runs;

/// <summary>
/// Looks for the runs that other processes carry out, for all who watch an org here: one look is for everybody who asks within a
/// moment, and the other process is told that somebody watches.
/// </summary>
public sealed class ElsewhereLooks(TimeProvider time)
{
    // Each watcher asks some three times a second while a run goes on, and half as often while none does: of those who ask together
    // the first looks, and the others are answered from memory.
    private static readonly (TimeSpan Going, TimeSpan Quiet) Fresh = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500));

    // Half of how long the word holds, so that it never lapses while somebody watches.
    private static readonly TimeSpan SaysEvery = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<OrgId, Looks> orgs = new();

    /// <summary>The run that another process carries out, as it stood a moment ago; null where none does.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="runner">Finds it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StoreException">It cannot be looked up just now.</exception>
    public async Task<RunElsewhere?> FindAsync(ITenantStore tenant, OrgRunner runner, CancellationToken cancellation)
    {
        var looks = orgs.GetOrAdd(tenant.Org, _ => new Looks());
        await looks.Gate.WaitAsync(cancellation);
        try
        {
            if (looks.At is { } at && time.GetElapsedTime(at) < (looks.Found is null ? Fresh.Quiet : Fresh.Going)) return looks.Found;
            looks.At = time.GetTimestamp(); // a look that fails counts too: the others do not wait for the same failure one after another
            looks.Found = await runner.FindElsewhereAsync(tenant, cancellation);
            if (looks.SaidAt is not { } said || time.GetElapsedTime(said) >= SaysEvery) await SayAsync(looks, tenant, runner, cancellation);
            return looks.Found;
        }
        finally
        {
            looks.Gate.Release();
        }
    }

    private async Task SayAsync(Looks looks, ITenantStore tenant, OrgRunner runner, CancellationToken cancellation)
    {
        looks.SaidAt = time.GetTimestamp();
        try
        {
            await runner.WatchElsewhereAsync(tenant, cancellation);
        }
        catch (StoreException)
        {
            // A store that takes no writes just now: what the look found is told all the same, and the word is said again in its turn.
        }
    }

    private sealed class Looks
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public RunElsewhere? Found { get; set; }

        public long? At { get; set; }

        public long? SaidAt { get; set; }
    }
}
