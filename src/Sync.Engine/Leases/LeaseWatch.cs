using Sync.Store;

namespace Sync.Engine.Leases;

/// <summary>
/// Whether somebody watches the org from another process than the one that runs it, in <c>leases/watch</c>: a run that nobody
/// watches writes nothing of how far it has come.
/// </summary>
internal static class LeaseWatch
{
    private static readonly DocumentPath Path = new("leases", "watch");

    /// <summary>How long a word of somebody who watches holds; who watches on says it again in half that time.</summary>
    public static TimeSpan Lasts { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Says that somebody watches.</summary>
    public static Task SayAsync(ITenantStore tenant, TimeProvider time, CancellationToken cancellation) =>
        tenant.CommitAsync([DocumentWrite.Replace(Path, DocumentBody.Build(w => w.Time("until", time.GetUtcNow() + Lasts)))], cancellation);

    /// <summary>Until when somebody does; null where nobody does. A time further off than is ever said is of a clock that has stepped back.</summary>
    public static async Task<DateTimeOffset?> UntilAsync(ITenantStore tenant, TimeProvider time, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return (await tenant.GetAsync(Path, cancellation))?.Body.Read().Time("until") is { } until && until > now && until - now <= 2 * Lasts ? until : null;
    }
}
