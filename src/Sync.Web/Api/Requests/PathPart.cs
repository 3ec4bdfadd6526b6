using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sync.Web.Api.Requests;

/// <summary>
/// A part of an address as its sender meant it. The framework decodes all of it but <c>%2F</c>, so that the id <c>a/b</c>
/// (<c>a%2Fb</c> in the address) looks like the id <c>a%2Fb</c> (<c>a%252Fb</c>): what was sent tells them apart.
/// </summary>
internal static class PathPart
{
    private const string Slash = "%2F";

    public static string Of(HttpContext context, string name)
    {
        var value = (string)context.Request.RouteValues[name]!;
        return value.Contains(Slash, StringComparison.OrdinalIgnoreCase) && Sent(context, value) is { } sent ? Uri.UnescapeDataString(sent) : value;
    }

    private static string? Sent(HttpContext context, string value)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        return target.Split('?')[0].Split('/').FirstOrDefault(p => AsTheFrameworkDecodes(p) == value);
    }

    private static string AsTheFrameworkDecodes(string part) =>
        Uri.UnescapeDataString(part.Replace(Slash, "%252F", StringComparison.Ordinal).Replace("%2f", "%252f", StringComparison.Ordinal));
}
