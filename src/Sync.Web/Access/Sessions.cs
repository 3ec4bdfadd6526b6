using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Sync.Engine.Accounts;

namespace Sync.Web.Access;

/// <summary>
/// Who is signed in with a browser: ASP.NET Core's cookie, which holds the account and its stamp and nothing else. What the
/// account may is looked up for every request, so that a role that was taken away is gone at once.
/// </summary>
internal sealed class Sessions(AccountDirectory accounts)
{
    public const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;
    public const string Cookie = "sync_session";
    private const string Id = "account";
    private const string Stamp = "stamp";
    private const string Session = "session";

    /// <summary>How long a session lasts that nobody uses; a use in its second half makes it last as long again.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromDays(7);

    public async Task<Caller?> FindAsync(HttpContext context)
    {
        var result = await context.AuthenticateAsync(Scheme);
        if (!result.Succeeded || result.Principal.FindFirstValue(Id) is not { } id || result.Principal.FindFirstValue(Session) is not { } session) return null;
        var account = await accounts.OfSessionAsync(id, session, context.RequestAborted);
        return account is not null && account.Stamp == result.Principal.FindFirstValue(Stamp) ? Caller.Of(account, byCookie: true) : null;
    }

    public static Task BeginAsync(HttpContext context, Account account)
    {
        var identity = new ClaimsIdentity([new Claim(Id, account.Id), new Claim(Stamp, account.Stamp), new Claim(Session, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)))], Scheme);
        return context.SignInAsync(Scheme, new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = true });
    }

    public async Task EndAsync(HttpContext context)
    {
        var result = await context.AuthenticateAsync(Scheme);
        if (result.Succeeded && result.Principal.FindFirstValue(Session) is { } session) await accounts.EndSessionAsync(session, context.RequestAborted);
        await context.SignOutAsync(Scheme);
    }
}
