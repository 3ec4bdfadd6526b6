using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Web.Access;

namespace Sync.Web.Site.Settings;

/// <summary>The org's audit log, a page at a time.</summary>
internal static class AuditRoutes
{
    private const int PageSize = 50;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/orgs/{orgId}/settings/audit", (RequestDelegate)ShowAsync).ForOrg(Permission.ReadAudit);

    private static async Task ShowAsync(HttpContext context)
    {
        var scope = context.OrgScope();
        DateTimeOffset? before = DateTimeOffset.TryParseExact(
            context.Request.Query["before"], "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
        var (page, more) = Cut(await AuditLog.ListAsync(scope.Tenant, before, 2 * PageSize, context.RequestAborted));
        var older = more ? $"/orgs/{scope.Org}/settings/audit?before={Uri.EscapeDataString(page[^1].At.ToString("O", CultureInfo.InvariantCulture))}" : null;
        await SitePage.WriteAsync<AuditPage>(context, new AuditModel(await SiteContext.OfOrgAsync(context, "Who did what", "settings"), page, older, before is null));
    }

    // The next page begins before an instant; what was done at one instant therefore stands on one page.
    private static (IReadOnlyList<AuditEntry> Page, bool More) Cut(IReadOnlyList<AuditEntry> entries)
    {
        if (entries.Count <= PageSize) return (entries, false);
        var last = entries[PageSize - 1].At;
        List<AuditEntry> page = [.. entries.TakeWhile((e, i) => i < PageSize || e.At == last)];
        return (page, page.Count < entries.Count || entries.Count == 2 * PageSize);
    }
}
