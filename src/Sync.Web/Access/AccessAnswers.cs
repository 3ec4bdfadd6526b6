using Microsoft.AspNetCore.Http;
using Sync.Engine.Accounts;
using Sync.Web.Http;
using Sync.Web.Site;
using Sync.Web.Site.SignIn;

namespace Sync.Web.Access;

/// <summary>What is said to somebody who may not: problem details to programs, a page or the way to sign in to people.</summary>
internal static class AccessAnswers
{
    /// <summary>Whether a route speaks to programs.</summary>
    public static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    public static Task SignInAsync(HttpContext context)
    {
        if (!IsApi(context))
        {
            // What a form has sent is lost here: that is said, and the way leads back to the page of the form.
            var unsent = HttpMethods.IsPost(context.Request.Method);
            var next = unsent ? FormPages.Of(context) ?? "" : HttpMethods.IsGet(context.Request.Method) ? context.Request.Path + context.Request.QueryString.ToUriComponent() : "";
            var query = next.Length is 0 or > 500 ? QueryString.Empty : QueryString.Create("next", next);
            context.Response.Redirect("/sign-in" + (unsent ? query.Add(SignInModel.UnsentField, "yes") : query));
            return Task.CompletedTask;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Problem.WriteAsync(context, StatusCodes.Status401Unauthorized, "Unauthorized",
            $"Send 'Authorization: Bearer' and an API key of the org, which its settings make. With a browser's session, changes also need the header {Gate.OwnHeader}. Nothing was changed.");
    }

    // The same answer for an org that is not there and for one of others: which orgs there are is nobody's business.
    public static Task NoSuchOrgAsync(HttpContext context) => SayAsync(
        context, StatusCodes.Status404NotFound, "No such org", "There is no such org, or you are no member of it. Nothing was changed.");

    public static Task ForPeopleAsync(HttpContext context) => SayAsync(
        context, StatusCodes.Status403Forbidden, "This page is for people", "An API key is good under /api, and nowhere else. Sign in with a browser to see this page. Nothing was changed.");

    public static Task ForbiddenAsync(HttpContext context, Permission needed, OrgScope scope) => SayAsync(
        context, StatusCodes.Status403Forbidden, "Not allowed", scope.Role is { } role
            ? $"As {Roles.NameOf(role)} you may not do this; it takes {Roles.NameOf(LeastWith(needed))}. Ask an owner or admin of the org. Nothing was changed."
            : $"This key may not do this{WordsOf(needed, scope)} Nothing was changed.");

    private static Task SayAsync(HttpContext context, int status, string title, string sentence) =>
        IsApi(context) ? Problem.WriteAsync(context, status, title, sentence) : ErrorPages.WriteAsync(context, status, title, sentence);

    private static string WordsOf(Permission needed, OrgScope scope)
    {
        var (all, lacking) = (Scopes.Of(needed), Scopes.Of(needed & ~scope.Permissions));
        if (Scopes.PermissionsOf(all) != needed) return "; it takes a permission that only people can have.";
        if (scope.Caller.Key is { } key && lacking.Intersect(key.Scopes).ToList() is [_, ..] lost)
            return $". It was given {string.Join(" and ", lost)}, which {key.By}, who made it, no longer has here, and a key may no more than its maker. Use a key of somebody who may.";
        return all is [var one] ? $"; it takes the scope {one}."
            : $"; it takes the scopes {string.Join(" and ", all)}, of which it lacks {string.Join(" and ", lacking)}.";
    }

    private static Role LeastWith(Permission needed) =>
        Enum.GetValues<Role>().Where(r => (Roles.PermissionsOf(r) & needed) == needed).DefaultIfEmpty(Role.Owner).First();
}
