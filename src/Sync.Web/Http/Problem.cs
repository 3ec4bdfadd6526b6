using Microsoft.AspNetCore.Http;

namespace Sync.Web.Http;

/// <summary>Answers with problem details (RFC 9457): what happened, to what, and what to do; never how it looks inside.</summary>
internal static class Problem
{
    public static Task WriteAsync(HttpContext context, int status, string title, string detail) => JsonAnswer.WriteAsync(context, status, w =>
    {
        w.WriteString("type", "about:blank");
        w.WriteString("title", title);
        w.WriteNumber("status", status);
        w.WriteString("detail", detail);
    }, "application/problem+json");
}
