using Microsoft.AspNetCore.Http;
using Sync.Model;
using Sync.Web.Access;

namespace Sync.Web.Site;

/// <summary>What every page needs to know: who looks at it, of which org, and what the forms carry.</summary>
/// <param name="Title">The page's title.</param>
/// <param name="FormToken">For <see cref="SiteForms.Field"/>.</param>
/// <param name="Caller">Who; null where nobody is signed in.</param>
/// <param name="Scope">The org; null where the page is about none.</param>
/// <param name="Settings">The org's settings; null as above.</param>
public sealed record SiteContext(string Title, string FormToken, Caller? Caller, OrgScope? Scope, OrgSettings? Settings)
{
    /// <summary>Which entry of the navigation the page belongs to; empty for none.</summary>
    public string Section { get; init; } = "";

    /// <summary>What has just been done, to be said once; null for nothing.</summary>
    public string? Notice { get; init; }

    /// <summary>The address of one of the org's pages.</summary>
    public string Address(string path = "") => $"/orgs/{Scope!.Org}{path}";

    /// <summary>Of a page that is about no org.</summary>
    public static SiteContext Of(HttpContext context, string title) => new(title, SiteForms.Token(context), context.Caller(), null, null);

    /// <summary>Of a page of an org.</summary>
    public static async Task<SiteContext> OfOrgAsync(HttpContext context, string title, string section)
    {
        var scope = context.OrgScope();
        var settings = await Engine.Orgs.OrgDirectory.GetAsync(scope.Tenant, context.RequestAborted);
        return new SiteContext(title, SiteForms.Token(context), scope.Caller, scope, settings) { Section = section, Notice = Notices.Take(context) };
    }
}
