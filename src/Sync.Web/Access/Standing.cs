using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.Engine.Accounts;
using Sync.Model;
using Sync.Store;

namespace Sync.Web.Access;

/// <summary>Who asks, and what they may in the org that the route names, as it stands in the store now.</summary>
internal sealed class Standing(IDocumentStore store, Callers callers)
{
    /// <summary>Who asks; null where they did not say, or what they said is good no more.</summary>
    public Task<Caller?> CallerAsync(HttpContext context) => callers.FindAsync(context);

    /// <summary>What a caller may in the route's org; null where there is none, or they are no member.</summary>
    public async Task<OrgScope?> ScopeAsync(HttpContext context, Caller caller)
    {
        if (!OrgId.TryParse((string?)context.Request.RouteValues[AccessRule.OrgValue], out var org)) return null;
        if (caller.Key is { } key) return caller.KeyOrg == org ? await KeyScopeAsync(context, caller, key, store.OpenTenant(org)) : null;
        if (!caller.Account!.Orgs.Contains(org.Value)) return null;
        var tenant = store.OpenTenant(org);
        return await MemberDirectory.FindAsync(tenant, caller.Account.Id, context.RequestAborted) is { } member
            ? new OrgScope(tenant, caller, Roles.PermissionsOf(member.Role), member.Role)
            : null;
    }

    /// <summary>Whether whoever was let in would be again: an answer that lasts asks this now and then.</summary>
    public async Task<bool> StillMayAsync(HttpContext context, Permission needed) =>
        await CallerAsync(context) is { } caller && await ScopeAsync(context, caller) is { } scope && scope.May(needed);

    private static async Task<OrgScope> KeyScopeAsync(HttpContext context, Caller caller, ApiKey key, ITenantStore tenant) =>
        new(tenant, caller, await ApiKeyDirectory.PermissionsOfAsync(tenant, key, context.RequestAborted) ?? Permission.None, null);
}
