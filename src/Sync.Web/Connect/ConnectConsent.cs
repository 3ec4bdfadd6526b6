using Microsoft.AspNetCore.Http;
using Sync.Engine.Connections;

namespace Sync.Web.Connect;

/// <summary>
/// The page before the POS for whoever holds a link of the operator's: it says which org they let in. That they have seen it stands
/// in a cookie, so that a link that says so by itself changes nothing.
/// </summary>
internal static class ConnectConsent
{
    public const string Parameter = "go";

    /// <summary>Whether this browser was shown the page and went on from it; with that it is used up.</summary>
    public static bool IsGiven(HttpContext context, string ticket)
    {
        var name = SignInStates.CookieNameOf(ticket);
        if (context.Request.Query[Parameter].Count == 0 || context.Request.Cookies[name] is null) return false;
        context.Response.Cookies.Delete(name, Options(context));
        return true;
    }

    /// <summary>The page that asks for it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="plan">What is to be connected.</param>
    /// <param name="ticket">The link's ticket.</param>
    /// <param name="orgName">The org, as people know it.</param>
    public static Page Ask(HttpContext context, SignInPlan plan, string ticket, string orgName)
    {
        context.Response.Cookies.Append(SignInStates.CookieNameOf(ticket), "seen", Options(context));
        return ConnectPages.LetsIn(plan.Descriptor.DisplayName, plan.Ask, orgName, ConnectLinks.Start("", plan.Ask, ticket) + $"&{Parameter}=yes");
    }

    private static CookieOptions Options(HttpContext context) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = context.Request.Path, MaxAge = SignInStates.Life, IsEssential = true };
}
