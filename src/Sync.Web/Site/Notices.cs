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
        new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, IsEssential = true, MaxAge = TimeSpan.FromMinutes(1), Path = "/" });

    public static string? Take(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is not { Length: > 0 } sentence) return null;
        context.Response.Cookies.Delete(Cookie, new CookieOptions { Path = "/" });
        return sentence;
    }
}
