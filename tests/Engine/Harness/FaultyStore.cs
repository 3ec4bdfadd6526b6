using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Tests.Harness;

/// <summary>
/// A store that can be killed at its k-th commit, before or after the effect; from then on nothing gets through, clean-up
/// included. It can also look small, so that a small shop takes many commits, and refuse commits of a test's choice.
/// </summary>
internal sealed class FaultyStore(IDocumentStore inner) : IDocumentStore
{
    private int commits;

    /// <summary>The commit to be killed at, counted from 1; 0 for none.</summary>
    public int KillAt { get; set; }

    /// <summary>Whether that commit still takes effect.</summary>
    public bool AfterEffect { get; set; }

    /// <summary>Whether it was killed.</summary>
    public bool Killed { get; private set; }

    /// <summary>Commits so far.</summary>
    public int Commits => Volatile.Read(ref commits);

    /// <summary>How large commits may look; null for the store's own limits.</summary>
    public StoreLimits? Limits { get; set; }

    /// <summary>Sees each commit before it is carried out; may throw, to refuse it.</summary>
    public Func<IReadOnlyList<DocumentWrite>, Task>? BeforeCommit { get; set; }

    /// <summary>Sees each read of single documents when it has been answered.</summary>
    public Func<IReadOnlyList<DocumentPath>, Task>? AfterRead { get; set; }

    /// <summary>Happens before each query.</summary>
    public Func<DocumentQuery, CancellationToken, Task>? BeforeQuery { get; set; }

    public ITenantStore OpenTenant(OrgId org) => new FaultyTenant(this, inner.OpenTenant(org));

    public IAsyncEnumerable<OrgId> ListTenantsAsync(CancellationToken cancellation = default) => inner.ListTenantsAsync(cancellation);

    public Task PrepareAsync(CancellationToken cancellation = default) => inner.PrepareAsync(cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    internal void Read()
    {
        if (Killed) throw new KilledException();
    }

    internal async Task CommitAsync(IReadOnlyList<DocumentWrite> writes, Func<Task> commit)
    {
        Read();
        var number = Interlocked.Increment(ref commits);
        var dies = number == KillAt;
        if (dies && !AfterEffect) Die();
        if (BeforeCommit is { } before) await before(writes);
        try
        {
            await commit();
        }
        catch (StoreException) when (dies)
        {
            // A refusal that nobody lives to hear.
        }

        if (dies) Die();
    }

    private void Die()
    {
        Killed = true;
        throw new KilledException();
    }
}
