using Microsoft.AspNetCore.Http;
using Sync.Web.Site.Layout;

namespace Sync.Web.Site;

/// <summary>What people are told when something is not to be had.</summary>
internal static class ErrorPages
{
    public static Task WriteAsync(HttpContext context, int status, string title, string sentence) =>
        SitePage.WriteAsync<MessagePage>(context, new MessageModel(SiteContext.Of(context, title), sentence), status);
}
