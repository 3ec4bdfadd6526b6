using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.Web.Access;
using Sync.Web.Composition;

namespace Sync.Web.Site.SignIn;

/// <summary>
/// Signing in to the site without a password of ours: at Google, or with an ID token that the operator's own page has got from
/// Firebase or Google. Either signs in whoever has an account, and makes none. It shows that the address is theirs, which an invitation's link does not.
/// </summary>
internal sealed class TokenSignInRoutes(SyncServices services, IdTokens tokens, GoogleSignIn? google)
{
    private const string Begin = "/sign-in/google";
    private const string Callback = "/sign-in/google/callback";
    private const string Why = "whoever is not signed in yet has to";

    public static void Map(IEndpointRouteBuilder routes, TokenSignInRoutes my)
    {
        routes.MapPost("/sign-in/token", (RequestDelegate)my.TokenAsync).OpenToAll(Why).RequireRateLimiting(RateLimits.SignIn);
        routes.MapGet(Begin, (RequestDelegate)my.BeginAsync).OpenToAll(Why);
        routes.MapGet(Callback, (RequestDelegate)my.EndAsync).OpenToAll("Google sends the state that only the beginner's browser can use").Changing().RequireRateLimiting(RateLimits.SignIn);
    }

    // The form of a page of ours, or one that stands elsewhere under our address: another site's could make a browser sign in as its own.
    private async Task TokenAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context, services.PublicUrl) is not { } form) return;
        var email = await tokens.EmailOfAsync(form["token"].ToString(), context.RequestAborted);
        await AnswerAsync(context, email, LocalAddress.Of(form["next"]), "This ID token is not good, or over.");
    }

    private Task BeginAsync(HttpContext context)
    {
        if (google is null) return NotSetUpAsync(context);
        var attempt = GoogleAttempt.Begin(context, services.Time, Begin, LocalAddress.Of(context.Request.Query["next"]));
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect(google.AddressOf(attempt, services.PublicUrl + Callback));
        return Task.CompletedTask;
    }

    private async Task EndAsync(HttpContext context)
    {
        context.Response.Headers["Referrer-Policy"] = "no-referrer"; // the address holds a code
        context.Response.Headers.CacheControl = "no-store";
        var query = context.Request.Query;
        if (google is null) await NotSetUpAsync(context);
        else if (query["state"] is not [{ } state] || GoogleAttempt.End(context, services.Time, Begin, state) is not { } attempt)
            await ErrorPages.WriteAsync(context, StatusCodes.Status400BadRequest, "This sign-in is over", "It is good once, for ten minutes, in the browser that began it. Begin again on the sign-in page.");
        else if (query["code"] is not [{ Length: > 0 } code])
            await RefuseAsync(context, attempt.Next, "Google did not sign you in, or you did not allow it.");
        else
            await AnswerAsync(context, await google.EmailOfAsync(attempt, code, services.PublicUrl + Callback, context.RequestAborted), attempt.Next, "Google's answer could not be used. Try again; if it stays so, tell whoever runs Sync.");
    }

    private async Task AnswerAsync(HttpContext context, string? email, string next, string notGood)
    {
        if (email is null) await RefuseAsync(context, next, notGood);
        else if (await services.Accounts.FindByEmailAsync(email, context.RequestAborted) is not { } account)
            await RefuseAsync(context, next, $"There is no account of {email} here. An owner or admin of your shop can invite this address.");
        else
        {
            var proved = await services.Accounts.ProveAsync(account, context.RequestAborted);
            if (account.PasswordHash is not null && proved.PasswordHash is null)
                Notices.Leave(context, "This address is shown to be yours now. The password that your account had is good no more, since somebody else may have chosen it; go on signing in like this.");
            await Sessions.BeginAsync(context, proved);
            await SitePage.SeeOther(context, next);
        }
    }

    private Task RefuseAsync(HttpContext context, string next, string wrong) => SitePage.WriteAsync<SignInPage>(
        context, SignInModel.Of(context, next, google is not null) with { Wrong = wrong }, StatusCodes.Status401Unauthorized);

    private static Task NotSetUpAsync(HttpContext context) => ErrorPages.WriteAsync(context, StatusCodes.Status404NotFound, "There is no sign-in with Google here",
        "Whoever runs Sync has not set it up. Sign in with your address and password.");
}
