using Microsoft.AspNetCore.Http;
using Sync.Engine.Accounts;
using Sync.Model;
using Sync.Store;

namespace Sync.Web.Access;

/// <summary>The one org that a request is about, opened for it; the gate puts it there, and routes take the org from nowhere else.</summary>
/// <param name="Tenant">Its documents.</param>
/// <param name="Caller">Who asks.</param>
/// <param name="Permissions">What they may there.</param>
/// <param name="Role">What a member is there; null for a key.</param>
public sealed record OrgScope(ITenantStore Tenant, Caller Caller, Permission Permissions, Role? Role)
{
    /// <summary>The org.</summary>
    public OrgId Org => Tenant.Org;

    /// <summary>
    /// Whether the caller may make somebody this, or take it from them. Owners are the business of owners; and a key goes no further
    /// than its scopes, or one that may only invite could make itself a member who may all.
    /// </summary>
    public bool MayGive(Role role) => Caller.Key is null ? role != Engine.Accounts.Role.Owner || May(Permission.ManageOwners) : May(Roles.PermissionsOf(role));

    /// <summary>Whether the caller has a permission.</summary>
    public bool May(Permission permission) => (Permissions & permission) == permission;
}

/// <summary>Where routes find who asks, and about what.</summary>
public static class AccessFeatures
{
    /// <summary>The org that the request is about.</summary>
    /// <exception cref="InvalidOperationException">The route is not for one.</exception>
    public static OrgScope OrgScope(this HttpContext context) =>
        context.Features.Get<OrgScope>() ?? throw new InvalidOperationException("This route is not about an org.");

    /// <summary>Who sent the request; null where they did not say.</summary>
    public static Caller? Caller(this HttpContext context) => context.Features.Get<Caller>();
}
