using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Sync.Web.Access;

namespace Sync.Web.Tests.Access;

/// <summary>The route table as tests walk it: every route by every method, with addresses that lead to something.</summary>
internal static class RouteTable
{
    /// <summary>Every route and method; reads first, since others may remove what they read.</summary>
    public static IReadOnlyList<(RouteEndpoint Endpoint, string Method)> All(Service service) =>
    [
        .. service.Endpoints.OfType<RouteEndpoint>().SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(m => (e, m)))
            .OrderBy(r => r.m is "GET" or "HEAD" ? 0 : r.m == "DELETE" ? 2 : 1),
    ];

    /// <summary>Whether it is about one org.</summary>
    public static bool IsOfOrg(this RouteEndpoint endpoint) => AccessRules.Of(endpoint) is AccessRule.InOrg;

    /// <summary>Whether it names something within the org.</summary>
    public static bool NamesAThing(this RouteEndpoint endpoint) =>
        endpoint.RoutePattern.Parameters.Any(p => p.Name is not (AccessRule.OrgValue or "connector" or "stream"));

    /// <summary>The address of a route.</summary>
    /// <param name="endpoint">The route.</param>
    /// <param name="org">For an org.</param>
    /// <param name="things">What there is, by parameter, or by the part before it and the parameter (<c>keys/id</c>).</param>
    public static string PathOf(this RouteEndpoint endpoint, string org, IReadOnlyDictionary<string, string> things)
    {
        var (path, before) = ("", "");
        foreach (var segment in endpoint.RoutePattern.PathSegments)
        {
            var text = string.Concat(segment.Parts.Select(p => p switch
            {
                RoutePatternParameterPart { Name: AccessRule.OrgValue } => org,
                RoutePatternParameterPart named => things.TryGetValue($"{before}/{named.Name}", out var thing) || things.TryGetValue(named.Name, out thing)
                    ? thing
                    : throw new InvalidOperationException($"{endpoint.RoutePattern.RawText} names {before}/{named.Name}, of which the tests make none: add one to {nameof(FilledOrg)}."),
                RoutePatternLiteralPart literal => literal.Content,
                RoutePatternSeparatorPart separator => separator.Content,
                _ => throw new NotSupportedException(),
            }));
            path += "/" + text;
            before = segment.IsSimple && segment.Parts[0] is RoutePatternLiteralPart ? text : before;
        }

        return path.Length == 0 ? "/" : path;
    }

    /// <summary>What an answer says; of a stream of events, which does not end, nothing.</summary>
    public static async Task<string> TextAsync(HttpResponseMessage answer) =>
        answer.Content.Headers.ContentType?.MediaType == "text/event-stream" ? "" : System.Net.WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
}
