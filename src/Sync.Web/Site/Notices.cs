using Microsoft.AspNetCore.Http;

namespace Sync.Web.Site;

/// <summary>
/// A sentence for the next page, such as "Paused." after a form: it goes through a cookie that lives for one page, since a form is
/// answered with the way to a page and not with the page.
/// </summary>
internal static class Notices
{
    private const string Cookie = "sync_notice";
    private const int MostLength = 300;

    public static void Leave(HttpContext context, string sentence) => context.Response.Cookies.Append(
        Cookie, sentence.Length <= MostLength ? sentence : sentence[..MostLength] + "…",
        Options(context, TimeSpan.FromMinutes(1)));

    public static string? Take(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is not { Length: > 0 } sentence) return null;
        context.Response.Cookies.Delete(Cookie, Options(context, null));
        return sentence;
    }

    private static CookieOptions Options(HttpContext context, TimeSpan? life) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, IsEssential = true, MaxAge = life, Path = "/" };
}
