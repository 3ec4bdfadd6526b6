using System.Security.Claims;
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

    /// <summary>How long a session lasts that nobody uses.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromDays(7);

    public async Task<Caller?> FindAsync(HttpContext context)
    {
        var result = await context.AuthenticateAsync(Scheme);
        if (!result.Succeeded || result.Principal.FindFirstValue(Id) is not { } id) return null;
        var account = await accounts.FindAsync(id, context.RequestAborted);
        return account is not null && account.Stamp == result.Principal.FindFirstValue(Stamp) ? Caller.Of(account, byCookie: true) : null;
    }

    public static Task BeginAsync(HttpContext context, Account account)
    {
        var identity = new ClaimsIdentity([new Claim(Id, account.Id), new Claim(Stamp, account.Stamp)], Scheme);
        return context.SignInAsync(Scheme, new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = true });
    }

    public static Task EndAsync(HttpContext context) => context.SignOutAsync(Scheme);
}
