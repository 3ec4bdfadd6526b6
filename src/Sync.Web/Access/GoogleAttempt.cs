using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sync.ConnectorKit.OAuth;

namespace Sync.Web.Access;

/// <summary>
/// A sign-in at Google under way. It stands in a cookie of the browser that began it, encrypted, and nowhere else: only that browser
/// can end it, so that nobody can make somebody else's browser end theirs.
/// </summary>
/// <param name="State">Comes back from Google with the person.</param>
/// <param name="Nonce">Stands in the ID token.</param>
/// <param name="Verifier">What PKCE's challenge is made of.</param>
/// <param name="Next">Where to go then: a path of ours.</param>
internal sealed record GoogleAttempt(string State, string Nonce, string Verifier, string Next)
{
    /// <summary>The cookie's name.</summary>
    public const string Cookie = "sync_google";

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>Begins one, and leaves its cookie.</summary>
    public static GoogleAttempt Begin(HttpContext context, TimeProvider time, string path, string next)
    {
        var attempt = new GoogleAttempt(Pkce.NewVerifier(), Pkce.NewVerifier(), Pkce.NewVerifier(), next);
        var until = (time.GetUtcNow() + Life).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var text = string.Join('\n', until, attempt.State, attempt.Nonce, attempt.Verifier, attempt.Next);
        context.Response.Cookies.Append(Cookie, Protector(context).Protect(text), Options(context, path));
        return attempt;
    }

    /// <summary>The one that the browser has begun, which is over with that; null where there is none, or the state is another's.</summary>
    public static GoogleAttempt? End(HttpContext context, TimeProvider time, string path, string state)
    {
        if (context.Request.Cookies[Cookie] is not { Length: > 0 } kept) return null;
        context.Response.Cookies.Delete(Cookie, Options(context, path));
        if (Read(context, kept) is not [var until, var expected, var nonce, var verifier, var next]) return null;
        return long.Parse(until, CultureInfo.InvariantCulture) > time.GetUtcNow().ToUnixTimeSeconds()
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(state), Encoding.UTF8.GetBytes(expected))
            ? new GoogleAttempt(expected, nonce, verifier, next) : null;
    }

    private static string[]? Read(HttpContext context, string kept)
    {
        try
        {
            return Protector(context).Unprotect(kept).Split('\n');
        }
        catch (CryptographicException)
        {
            return null; // not ours, or of a key that is gone: as if there were none
        }
    }

    private static IDataProtector Protector(HttpContext context) =>
        context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("sign-in at Google");

    // Lax: it comes along when Google sends the browser back.
    private static CookieOptions Options(HttpContext context, string path) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        Path = path,
        MaxAge = Life,
        IsEssential = true,
    };
}
