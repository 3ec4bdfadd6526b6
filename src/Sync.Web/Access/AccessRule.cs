using Microsoft.AspNetCore.Builder;
using Sync.Engine.Accounts;

namespace Sync.Web.Access;

/// <summary>Who may use a route. Every route has exactly one rule (<see cref="AccessRules"/>); one without does not start.</summary>
public abstract record AccessRule
{
    /// <summary>The name of the route value that names the org.</summary>
    public const string OrgValue = "orgId";

    private AccessRule() { }

    /// <summary>Anybody may.</summary>
    /// <param name="Why">Why that is no harm, such as that the route proves its caller by itself.</param>
    public sealed record Open(string Why) : AccessRule;

    /// <summary>Whoever is signed in, or shows a key; what the route answers with is their own.</summary>
    public sealed record SignedIn : AccessRule;

    /// <summary>Whoever has the permission in the org that the route names.</summary>
    /// <param name="Needed">The permission.</param>
    public sealed record InOrg(Permission Needed) : AccessRule;
}

/// <summary>Gives routes their rule.</summary>
public static class AccessRuleExtensions
{
    /// <summary>Anybody may use the route, for this reason.</summary>
    public static T OpenToAll<T>(this T route, string why)
        where T : IEndpointConventionBuilder => route.WithMetadata(new AccessRule.Open(why));

    /// <summary>Whoever is signed in may use the route.</summary>
    public static T ForSignedIn<T>(this T route)
        where T : IEndpointConventionBuilder => route.WithMetadata(new AccessRule.SignedIn());

    /// <summary>Whoever has a permission in the route's org may use the route.</summary>
    public static T ForOrg<T>(this T route, Permission needed)
        where T : IEndpointConventionBuilder => route.WithMetadata(new AccessRule.InOrg(needed));
}
