using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Sync.Web.Site;

/// <summary>What browsers are told about every answer: nothing from elsewhere, no inline script, no framing, no guessing of types.</summary>
internal static class SecurityHeaders
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private const string Year = "max-age=31536000; includeSubDomains";

    public static void Use(IApplicationBuilder app, Func<bool> isHttps) => app.Use((context, next) =>
    {
        Write(context, isHttps());
        return next(context);
    });

    /// <summary>The same for an answer that was begun anew.</summary>
    public static void Write(HttpContext context, bool isHttps)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()";
        if (isHttps) headers.StrictTransportSecurity = Year;
    }
}
