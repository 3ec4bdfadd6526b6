using Microsoft.AspNetCore.Routing;
using Sync.Store;
using Sync.Web.Composition;
using Sync.Web.Hosting;

namespace Sync.Benchmarks;

/// <summary>Every page of the site, from the route table itself, so that none is forgotten.</summary>
internal static class SitePages
{
    // Not pages, or not made by the service alone. That of a file which is just being read has no address of its own: it stands while that goes on.
    private static readonly Dictionary<string, string> Left = new(StringComparer.Ordinal)
    {
        ["/orgs/{orgId}/connections/{id}/confirm"] = "asks the POS while it is made",
        ["/orgs/{orgId}/events"] = "never ends; measured as live progress",
        ["/orgs/{orgId}/history.ndjson"] = "a download",
        ["/orgs/{orgId}/history/{runId}.ndjson"] = "a download",
        ["/orgs/{orgId}/import/{id}/rejects.csv"] = "a download",
        ["/assets/{hash}/{name}"] = "part of a page",
        ["/openapi/v1.json"] = "no page",
        ["/sign-in/google"] = "sends the browser on to Google",
        ["/sign-in/google/callback"] = "needs the state that Google sends back",
        ["/healthz"] = "no page",
        ["/readyz"] = "no page",
    };

    /// <summary>The addresses of all pages of a service as it is by default.</summary>
    /// <param name="work">Where a store may be made to read the route table by.</param>
    /// <param name="things">What the pages show.</param>
    /// <exception cref="InvalidOperationException">There is a page with a parameter that nobody knows here.</exception>
    public static async Task<IReadOnlyList<string>> AllAsync(WorkFolder work, SiteThings things)
    {
        var settings = new SyncSettings { Store = StoreLocation.Parse("sqlite:" + Path.Combine(work.Sub("routes"), "s.db")) };
        await using var services = await SyncServices.OpenAsync(settings, TimeProvider.System);
        await using var app = SyncHost.Build(services, new SyncHostOptions { Urls = "http://127.0.0.1:0" });
        return Of(((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>(), things);
    }

    /// <summary>The addresses of a route table's pages.</summary>
    /// <exception cref="InvalidOperationException">There is a page with a parameter that nobody knows here.</exception>
    public static IReadOnlyList<string> Of(IEnumerable<RouteEndpoint> routes, SiteThings things)
    {
        var pages = routes.Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(e => e.RoutePattern.RawText!)
            .Where(p => !p.StartsWith("/api/", StringComparison.Ordinal) && !p.StartsWith("/connect/", StringComparison.Ordinal) && !Left.ContainsKey(p))
            .Distinct().Order(StringComparer.Ordinal).SelectMany(p => Filled(p, things)).ToList();
        return pages.Find(p => p.Contains('{', StringComparison.Ordinal)) is { } unknown ? throw new InvalidOperationException($"Nobody knows what to fill into the page {unknown}. Say so in {nameof(SitePages)}.") : pages;
    }

    private static IEnumerable<string> Filled(string pattern, SiteThings things)
    {
        var page = pattern
            .Replace("{orgId}", "shop", StringComparison.Ordinal).Replace("{connector}", "alleaves", StringComparison.Ordinal)
            .Replace("/connections/{id}", "/connections/alleaves", StringComparison.Ordinal).Replace("{runId}", things.Run, StringComparison.Ordinal)
            .Replace("/invitations/{token}", "/invitations/" + things.Invitation, StringComparison.Ordinal).Replace("/password/{token}", "/password/" + things.Reset, StringComparison.Ordinal);
        return page.Contains("/import/{id}", StringComparison.Ordinal) ? things.Imports.Select(i => page.Replace("{id}", i, StringComparison.Ordinal)) : [page];
    }
}

/// <summary>What pages are of.</summary>
/// <param name="Run">The id of a run.</param>
/// <param name="Imports">The ids of uploads, each at another step.</param>
/// <param name="Invitation">The token of an invitation that is open.</param>
/// <param name="Reset">The token of a link that chooses a new password.</param>
internal sealed record SiteThings(string Run, IReadOnlyList<string> Imports, string Invitation, string Reset);
