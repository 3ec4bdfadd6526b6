using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sync.Web.Access;

/// <summary>
/// Stands before every route: finds out who asks, and lets nobody through whom the route's rule does not name. An org that
/// somebody is no member of looks like one that there is not. A key is for programs, so for the API alone: a page shows people more
/// than any one scope allows.
/// </summary>
internal sealed class Gate(Standing standing, KeyLimits limits)
{
    /// <summary>Without it a cookie does not count for a change by the API: another site's page cannot send it.</summary>
    public const string OwnHeader = "X-Sync-Request";

    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
        {
            if (!AccessAnswers.IsApi(context)) await CallerAsync(context); // the page that says so looks like the caller's others
            await next(context); // there is no such route, or not by this method; the framework says so, and that is no secret
            return;
        }

        var rule = AccessRules.Of(endpoint);
        var asks = rule is AccessRule.SignedIn or AccessRule.InOrg ? await CallerAsync(context) : null;
        if (rule is AccessRule.SignedIn or AccessRule.InOrg && await limits.RefusesAsync(context, asks)) return;
        if (asks?.Key is not null && !AccessAnswers.IsApi(context))
        {
            await AccessAnswers.ForPeopleAsync(context);
            return;
        }

        switch (rule)
        {
            case AccessRule.Open:
                await next(context);
                return;
            case AccessRule.SignedIn when asks is not null:
                await next(context);
                return;
            case AccessRule.InOrg of when asks is { } caller:
                if (await standing.ScopeAsync(context, caller) is not { } scope) await AccessAnswers.NoSuchOrgAsync(context);
                else if (!scope.May(of.Needed)) await AccessAnswers.ForbiddenAsync(context, of.Needed, scope);
                else
                {
                    context.Features.Set(scope);
                    await next(context);
                }

                return;
            case null:
                throw new InvalidOperationException($"{endpoint.DisplayName} has no rule of who may use it.");
            default:
                await AccessAnswers.SignInAsync(context);
                return;
        }
    }

    private async Task<Caller?> CallerAsync(HttpContext context)
    {
        var caller = await standing.CallerAsync(context);
        if (caller is { ByCookie: true } && AccessAnswers.IsApi(context) && !IsRead(context.Request.Method) && context.Request.Headers[OwnHeader].Count == 0) return null;
        if (caller is not null) context.Features.Set(caller);
        return caller;
    }

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}
