using Microsoft.AspNetCore.Routing;

namespace Sync.Browser.Tests;

/// <summary>The site's route table as addresses of a filled shop: every page that there is, in all its shapes.</summary>
internal static class SitePages
{
    private const string Org = "/orgs/{orgId}";

    /// <summary>The addresses of each route that answers with a page.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Visit>> Of(FilledShop shop)
    {
        var here = "/orgs/" + AdminSite.Org;
        var connectors = shop.Site.Parts.Connectors.All.Select(c => c.Descriptor.Id).ToList();
        return new Dictionary<string, IReadOnlyList<Visit>>
        {
            ["/"] = [new("/")],
            ["/sign-in"] = [new("/sign-in")],
            ["/sign-in/google"] = [new("/sign-in/google", 404)], // not set up here
            ["/sign-in/google/callback"] = [new("/sign-in/google/callback", 404)],
            ["/orgs"] = [new("/orgs")],
            ["/account"] = [new("/account")],
            ["/invitations/{token}"] = [new("/invitations/" + shop.Invitation), new("/invitations/" + shop.InvitationOfKnown), new("/invitations/corner.none", 404)],
            ["/password/{token}"] = [new("/password/" + shop.Reset), new("/password/none.none", 404)],
            ["/connect/{connector}/start"] = [new(shop.OperatorsLink), new("/connect/square/start?org=corner&connection=square", 403), new("/connect/square/start", 403)],
            ["/connect/{connector}/callback"] = [new("/connect/square/callback", 400)],
            [Org] = [new(here)],
            [Org + "/connections/{id}"] = [new(here + "/connections/alleaves"), new(here + "/connections/square"), new(here + "/connections/files"), new(here + "/connections/paused"), new(here + "/connections/old"), new(here + "/connections/gone", 404)],
            [Org + "/connections/{id}/confirm"] = [new(here + "/connections/square/confirm")],
            [Org + "/connections/{id}/remove"] = [new(here + "/connections/alleaves/remove"), new(here + "/connections/files/remove")],
            [Org + "/connect"] = [new(here + "/connect")],
            [Org + "/connect/{connector}"] = [.. connectors.Select(c => new Visit(here + "/connect/" + c)), new(here + "/connect/alleaves?connection=alleaves"), new(here + "/connect/none", 404)],
            [Org + "/history"] = [new(here + "/history"), new(here + "/history?connection=alleaves&result=failed"), new(here + "/history?to=2001-01-01"), new(here + "/history?from=yesterday", 400)],
            [Org + "/history/{runId}"] = [.. shop.Runs.Select(r => new Visit($"{here}/history/{r}"))],
            [Org + "/import"] = [new(here + "/import")],
            [Org + "/import/{id}"] = [.. shop.Imports.Select(i => new Visit(i)), new(shop.Imports[1] + "?step=columns"), new(here + "/import/none", 404)],
            [Org + "/settings"] = [new(here + "/settings")],
            [Org + "/settings/members"] = [new(here + "/settings/members")],
            [Org + "/settings/keys"] = [new(here + "/settings/keys")],
            [Org + "/settings/privacy"] = [new(here + "/settings/privacy")],
            [Org + "/settings/audit"] = [new(here + "/settings/audit")],
            [Org + "/dry-run"] = [new(here + "/dry-run")],
        };
    }

    /// <summary>Pages that no address alone leads to, and who looks at them.</summary>
    public static IReadOnlyDictionary<string, Type> ByDeeds { get; } = new Dictionary<string, Type>
    {
        ["LeavePage"] = typeof(FormStateTests), // on the way to a POS
        ["ForgetPage"] = typeof(PeoplesDataTests), // before somebody is forgotten
        ["ProgressPage"] = typeof(ProgressPageTests), // while a file is read
    };

    /// <summary>An address of each route that answers with something else: to programs, scripts and browsers that save a file.</summary>
    public static IReadOnlyDictionary<string, string> Others(FilledShop shop)
    {
        var here = "/orgs/" + AdminSite.Org;
        return new Dictionary<string, string>
        {
            ["/healthz"] = "/healthz",
            ["/readyz"] = "/readyz",
            ["/openapi/v1.json"] = "/openapi/v1.json",
            ["/assets/{hash}/{name}"] = "/assets/0/site.css",
            [Org + "/events"] = here + "/events",
            [Org + "/status-part"] = here + "/status-part",
            [Org + "/history.ndjson"] = here + "/history.ndjson",
            [Org + "/history/{runId}.ndjson"] = $"{here}/history/{shop.Runs[0]}.ndjson",
            [Org + "/import/{id}/rejects.csv"] = shop.Imports[2] + "/rejects.csv",
        };
    }

    /// <summary>The routes that a browser can open.</summary>
    public static IEnumerable<string> RoutesOf(AdminSite site) =>
        site.Routes.Where(r => r.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(r => "/" + r.RoutePattern.RawText!.TrimStart('/')).Where(r => !r.StartsWith("/api/", StringComparison.Ordinal)).Distinct();
}

/// <summary>An address, and how it answers.</summary>
/// <param name="Path">The path.</param>
/// <param name="Status">The status at the end of its redirects.</param>
internal sealed record Visit(string Path, int Status = 200);
