using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;
using Sync.Web.Site;

namespace Sync.Web.Access;

/// <summary>Where the form stands that somebody has sent who is not signed in any more, so that they can go back to it.</summary>
internal static class FormPages
{
    /// <summary>
    /// A path of ours that a browser can open: the page that the form was sent from, as the browser says, else the nearest one above
    /// the form's own address. Null where there is none.
    /// </summary>
    public static string? Of(HttpContext context)
    {
        if (SentFrom(context) is { } page) return page;
        for (var path = context.Request.Path.Value ?? ""; path.Length > 1; path = path[..path.LastIndexOf('/')])
            if (IsPage(context, new PathString(path))) return new PathString(path).ToUriComponent();
        return null;
    }

    // What another site says is no page of ours, and a page that was itself a form's answer cannot be opened.
    private static string? SentFrom(HttpContext context)
    {
        if (!Uri.TryCreate(context.Request.Headers.Referer.ToString(), UriKind.Absolute, out var from) || !string.Equals(from.Authority, context.Request.Host.Value, StringComparison.OrdinalIgnoreCase)) return null;
        var address = from.PathAndQuery;
        return LocalAddress.Of(address) == address && IsPage(context, PathString.FromUriComponent(from)) ? address : null;
    }

    private static bool IsPage(HttpContext context, PathString path) =>
        context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Any(e =>
            e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(HttpMethods.Get) == true
            && AccessRules.Of(e) is AccessRule.SignedIn or AccessRule.InOrg
            && !path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            && new TemplateMatcher(new RouteTemplate(e.RoutePattern), []).TryMatch(path, []));
}
