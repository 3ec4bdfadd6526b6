using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sync.Web.Access;
using Sync.Web.Site.Layout;

namespace Sync.Web.Site;

/// <summary>What people are told when something is not to be had.</summary>
internal static class ErrorPages
{
    /// <summary>Answers with a page where no route does, and where one does not take what a browser asks of it.</summary>
    public static void Use(IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        await next(context);
        var response = context.Response;
        if (response.HasStarted || AccessAnswers.IsApi(context) || response.ContentType is not null || context.GetEndpoint() is Microsoft.AspNetCore.Routing.RouteEndpoint) return;
        if (response.StatusCode == StatusCodes.Status404NotFound)
            await WriteAsync(context, response.StatusCode, "There is no such page", "The address may be mistyped, or what was here is gone.");
        else if (response.StatusCode == StatusCodes.Status405MethodNotAllowed && HttpMethods.IsGet(context.Request.Method))
            await WriteAsync(context, response.StatusCode, "This is no page to open", "The address belongs to a button of another page. Go there and press it again. Nothing was changed.");
    });

    /// <summary>
    /// What somebody is told whose request went wrong in a way that nobody foresaw. Asks neither the store nor the keys: they may be why.
    /// </summary>
    public static Task WriteUnexpectedAsync(HttpContext context, int status, string title, string sentence)
    {
        var org = context.Features.Get<OrgScope>()?.Org.ToString();
        return SitePage.WriteAsync<MessagePage>(context, new MessageModel(new SiteContext(title, "", null, null, null), sentence)
        {
            Way = org is null ? ("/", "To the start page") : ("/orgs/" + org, "To the status page"),
        }, status);
    }

    /// <summary>A page of one sentence, in the org's frame where the request is about one.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string title, string sentence)
    {
        var site = context.Features.Get<OrgScope>() is null ? SiteContext.Of(context, title) : await SiteContext.OfOrgAsync(context, title, "");
        await SitePage.WriteAsync<MessagePage>(context, new MessageModel(site, sentence)
        {
            Way = site.Scope is null ? ("/", "To the start page") : (site.Address(), "To the status page"),
        }, status);
    }
}
