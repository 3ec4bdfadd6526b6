using System.Runtime.CompilerServices;
using Sync.Engine.Accounts;
using Sync.Model;
using Sync.Store;
using Sync.Web.Access;

namespace Sync.Web.Api.Resources;

/// <summary>The orgs that a caller belongs to, each opened, where they have a permission there.</summary>
internal static class CallersOrgs
{
    public static async IAsyncEnumerable<(ITenantStore Tenant, Role? Role)> OfAsync(
        IDocumentStore store, Caller caller, Permission needed, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (caller.Key is { } key)
        {
            var own = store.OpenTenant(caller.KeyOrg!.Value);
            if (await ApiKeyDirectory.PermissionsOfAsync(own, key, cancellation) is { } may && (may & needed) == needed) yield return (own, null);
            yield break;
        }

        foreach (var name in caller.Account!.Orgs)
        {
            if (!OrgId.TryParse(name, out var org)) continue;
            var tenant = store.OpenTenant(org);
            // What the account says it belongs to may be over; what counts is the org's own list.
            if (await MemberDirectory.FindAsync(tenant, caller.Account.Id, cancellation) is { } member && (Roles.PermissionsOf(member.Role) & needed) == needed)
                yield return (tenant, member.Role);
        }
    }
}
