using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Sync.Engine.Accounts;
using Sync.Web.Http;
using Sync.Web.Site;

namespace Sync.Web.Access;

/// <summary>How often somebody may ask: trying passwords, and the API by key.</summary>
internal static class RateLimits
{
    /// <summary>The policy of routes that try a password: twenty a minute from one address.</summary>
    public const string SignIn = "sign-in";

    private const int TriesAMinute = 20;
    private const int RequestsAMinute = 1_200;

    public static void Configure(RateLimiterOptions options)
    {
        options.AddPolicy(SignIn, c => RateLimitPartition.GetFixedWindowLimiter(
            AddressOf(c), _ => new FixedWindowRateLimiterOptions { PermitLimit = TriesAMinute, Window = TimeSpan.FromMinutes(1) }));
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(c => KeyOf(c) is { } key
            ? RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = RequestsAMinute / 4,
                TokensPerPeriod = RequestsAMinute / 60,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            })
            : RateLimitPartition.GetNoLimiter(""));
        options.OnRejected = async (rejected, _) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 60;
            rejected.HttpContext.Response.Headers.RetryAfter = wait.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var again = $"Wait {wait} s and try again. Nothing was changed.";
            if (AccessAnswers.IsApi(rejected.HttpContext)) await Problem.WriteAsync(rejected.HttpContext, StatusCodes.Status429TooManyRequests, "Too many requests", again);
            else await ErrorPages.WriteAsync(rejected.HttpContext, StatusCodes.Status429TooManyRequests, "Too many tries", "There were more tries from your network than anybody makes. " + again);
        };
    }

    // What is shown as a key need not be a good one: guesses at keys of one org and id share one limit, too.
    private static string? KeyOf(HttpContext context)
    {
        var shown = context.Request.Headers.Authorization.ToString();
        return shown.IndexOf("sync.", StringComparison.Ordinal) is var at and >= 0 && ApiKeyDirectory.TryOrgOf(shown[at..], out _) ? shown[at..shown.LastIndexOf('.')] : null;
    }

    private static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";
}
