using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Sync.Engine.Accounts;

namespace Sync.Web.Access;

/// <summary>
/// Counts requests that show an API key: a good one against itself, all others against the line that they come from (<see cref="ClientNetwork"/>). So who
/// knows a key's org and id, which are no secrets, cannot use up what it may ask.
/// </summary>
internal sealed class KeyLimits : IDisposable
{
    private readonly PartitionedRateLimiter<string> limiter =
        PartitionedRateLimiter.Create<string, string>(of => RateLimitPartition.GetTokenBucketLimiter(of, _ => RateLimits.OfKeys()));

    /// <summary>Counts one, and refuses it where there were too many.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who it turned out to be from; null for nobody.</param>
    /// <returns>Whether it was refused.</returns>
    public async Task<bool> RefusesAsync(HttpContext context, Caller? caller)
    {
        if (Of(context, caller) is not { } of) return false;
        using var lease = limiter.AttemptAcquire(of);
        if (lease.IsAcquired) return false;
        await RateLimits.RefuseAsync(context, lease);
        return true;
    }

    public void Dispose() => limiter.Dispose();

    private static string? Of(HttpContext context, Caller? caller)
    {
        if (caller?.Key is { } key) return $"{caller.KeyOrg} {key.Id}";
        var shown = context.Request.Headers.Authorization.ToString();
        return shown.IndexOf("sync.", StringComparison.Ordinal) is var at and >= 0 && ApiKeyDirectory.TryOrgOf(shown[at..], out _) ? "from " + ClientNetwork.OfLink(context) : null;
    }
}
