using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sync.Web.Access;

/// <summary>Looks over the route table before anything is served.</summary>
public static class AccessRules
{
    /// <summary>The rule of an endpoint; null where it has none.</summary>
    public static AccessRule? Of(Endpoint endpoint) => endpoint.Metadata.GetMetadata<AccessRule>();

    /// <summary>What is wrong with the routes: those without a rule, with several, or that do not name their org. Empty where all is well.</summary>
    public static IReadOnlyList<string> Faults(IEnumerable<Endpoint> endpoints) =>
        [.. endpoints.Select(FaultOf).Where(f => f is not null).Select(f => f!).Order(StringComparer.Ordinal)];

    /// <summary>Refuses to serve a route table with a fault.</summary>
    /// <exception cref="InvalidOperationException">There is one.</exception>
    public static void Check(IEndpointRouteBuilder routes)
    {
        var faults = Faults(routes.DataSources.SelectMany(s => s.Endpoints));
        if (faults.Count > 0) throw new InvalidOperationException("Routes without a sound rule of who may use them: " + string.Join("; ", faults));
    }

    private static string? FaultOf(Endpoint endpoint)
    {
        var (rules, route) = (endpoint.Metadata.GetOrderedMetadata<AccessRule>(), (endpoint as RouteEndpoint)?.RoutePattern);
        if (rules.Count != 1) return $"{endpoint.DisplayName} has {rules.Count} rules";
        var named = route?.Parameters.Any(p => p.Name == AccessRule.OrgValue) == true;
        return rules[0] switch
        {
            AccessRule.InOrg when !named => $"{endpoint.DisplayName} is for an org that it does not name",
            AccessRule.SignedIn or AccessRule.Open when named => $"{endpoint.DisplayName} names an org and does not ask what its caller may there",
            _ => null,
        };
    }
}
