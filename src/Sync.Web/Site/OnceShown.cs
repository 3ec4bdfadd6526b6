using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sync.Web.Access;

namespace Sync.Web.Site;

/// <summary>
/// What a form has made and a page shows once, such as an API key. A form is answered with the way to its page, so that reloading makes
/// no second one; until that page is opened, the secret stands in a cookie of this browser, encrypted, and nowhere else: in no address,
/// and not in the store. It is for who has sent the form alone, and opening the page takes it away.
/// </summary>
internal static class OnceShown
{
    private const string Cookie = "sync_once";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>Leaves it for a page and sends the browser there.</summary>
    /// <param name="context">The form's request.</param>
    /// <param name="time">The clock.</param>
    /// <param name="page">The page's path.</param>
    /// <param name="texts">What is shown there; each of one line.</param>
    public static Task SeeOther(HttpContext context, TimeProvider time, string page, params string[] texts)
    {
        var until = (time.GetUtcNow() + Life).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        context.Response.Cookies.Append(Cookie, Protector(context, page).Protect(string.Join('\n', [until, WhoOf(context), .. texts])), Options(context, page));
        return SitePage.SeeOther(context, page);
    }

    /// <summary>What was left for this page, which is gone with that; null where there is nothing, or it is somebody else's, or too old.</summary>
    public static string[]? Take(HttpContext context, TimeProvider time, string page)
    {
        if (context.Request.Cookies[Cookie] is not { Length: > 0 } kept) return null;
        context.Response.Cookies.Delete(Cookie, Options(context, page));
        if (Read(context, page, kept) is not [var until, var who, .. var texts]) return null;
        return who == WhoOf(context) && long.Parse(until, CultureInfo.InvariantCulture) > time.GetUtcNow().ToUnixTimeSeconds() ? texts : null;
    }

    private static string[]? Read(HttpContext context, string page, string kept)
    {
        try
        {
            return Protector(context, page).Unprotect(kept).Split('\n');
        }
        catch (CryptographicException)
        {
            return null; // not ours, or of a key that is gone: as if there were none
        }
    }

    private static string WhoOf(HttpContext context) => context.Caller()!.Account!.Id;

    private static IDataProtector Protector(HttpContext context, string page) =>
        context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("shown once", page);

    private static CookieOptions Options(HttpContext context, string page) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, IsEssential = true, MaxAge = Life, Path = page };
}
