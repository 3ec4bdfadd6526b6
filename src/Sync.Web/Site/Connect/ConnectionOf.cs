using Microsoft.AspNetCore.Http;
using Sync.Engine.Connections;
using Sync.Web.Access;

namespace Sync.Web.Site.Connect;

/// <summary>The connection that an address names.</summary>
internal static class ConnectionOf
{
    /// <summary>The connection; null where the org has none of that id, which has been said then.</summary>
    public static async Task<Connection?> RequestAsync(HttpContext context)
    {
        var id = (string?)context.Request.RouteValues["id"] ?? "";
        if (await ConnectionDirectory.FindAsync(context.OrgScope().Tenant, id, context.RequestAborted) is { } found) return found;
        await ErrorPages.WriteAsync(context, StatusCodes.Status404NotFound, "No such connection", "This connection is not there, or not any more. The status page shows those there are.");
        return null;
    }
}
