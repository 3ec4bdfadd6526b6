using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Sync.Web.Http;
using Sync.Web.Site;

namespace Sync.Web.Access;

/// <summary>How often somebody may ask: trying passwords, and the API by key (<see cref="KeyLimits"/>).</summary>
internal static class RateLimits
{
    /// <summary>The policy of routes that try a password: twenty a minute from one line.</summary>
    public const string SignIn = "sign-in";

    private const int TriesAMinute = 20;
    private const int RequestsAMinute = 1_200;

    public static void Configure(RateLimiterOptions options)
    {
        options.AddPolicy(SignIn, c => RateLimitPartition.GetFixedWindowLimiter(
            ClientNetwork.OfLink(c), _ => new FixedWindowRateLimiterOptions { PermitLimit = TriesAMinute, Window = TimeSpan.FromMinutes(1) }));
        options.OnRejected = async (rejected, _) => await RefuseAsync(rejected.HttpContext, rejected.Lease);
    }

    /// <summary>How often a key may ask, or a line that shows none: 20 times a second in the long run, 300 at once.</summary>
    public static TokenBucketRateLimiterOptions OfKeys() => new()
    {
        TokenLimit = RequestsAMinute / 4,
        TokensPerPeriod = RequestsAMinute / 60,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
    };

    /// <summary>Says how long to wait.</summary>
    public static async Task RefuseAsync(HttpContext context, RateLimitLease lease)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 60;
        context.Response.Headers.RetryAfter = wait.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var again = $"Wait {wait} s and try again. Nothing was changed.";
        if (AccessAnswers.IsApi(context)) await Problem.WriteAsync(context, StatusCodes.Status429TooManyRequests, "Too many requests", again);
        else await ErrorPages.WriteAsync(context, StatusCodes.Status429TooManyRequests, "Too many tries", "There were more tries from your network than anybody makes. " + again);
    }
}
