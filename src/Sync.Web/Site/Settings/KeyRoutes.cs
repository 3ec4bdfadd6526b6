using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.Engine.Accounts;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Web.Access;

namespace Sync.Web.Site.Settings;

/// <summary>The org's API keys: made, shown once, revoked.</summary>
internal sealed class KeyRoutes(TimeProvider time)
{
    private const string Pattern = "/orgs/{orgId}/settings/keys";

    private static readonly Dictionary<string, string> Allows = new(StringComparer.Ordinal)
    {
        ["data:read"] = "read status, runs, customers, orders and products",
        ["costs:read"] = "read what products cost",
        ["runs:write"] = "start syncs",
        ["files:import"] = "bring files in",
        ["data:export"] = "download runs",
        ["connections:write"] = "connect, pause and remove systems, approve held deletes",
        ["settings:write"] = "change settings",
        ["members:write"] = "invite, change and remove members, as what the key itself may and no more",
        ["keys:write"] = "make and revoke keys",
        ["audit:read"] = "read who did what",
    };

    public static void Map(IEndpointRouteBuilder routes, KeyRoutes my)
    {
        routes.MapGet(Pattern, (RequestDelegate)my.ShowAsync).ForOrg(Permission.ManageKeys);
        routes.MapPost(Pattern, (RequestDelegate)my.CreateAsync).ForOrg(Permission.ManageKeys);
        routes.MapPost(Pattern + "/{id}/revoke", (RequestDelegate)my.RevokeAsync).ForOrg(Permission.ManageKeys);
    }

    private async Task ShowAsync(HttpContext context)
    {
        var made = OnceShown.Take(context, time, PageOf(context));
        await SitePage.WriteAsync<KeysPage>(context, await ModelAsync(context) with { Made = made is [var key] ? key : null });
    }

    private async Task CreateAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is not { } form) return;
        var (scope, name, scopes) = (context.OrgScope(), form["name"].ToString(), form["scope"].Select(s => s ?? "").ToList());
        if (!OneLine.IsName(name))
        {
            await SitePage.WriteAsync<KeysPage>(context, await ModelAsync(context) with { WrongName = $"The name {OneLine.Fault}. No key was made.", Ticked = scopes }, StatusCodes.Status400BadRequest);
            return;
        }

        try
        {
            var (key, _) = await new ApiKeyDirectory(scope.Tenant, time).CreateAsync(name, scopes, scope.Permissions, scope.Caller.Actor, context.RequestAborted);
            await OnceShown.SeeOther(context, time, PageOf(context), key.Reveal());
        }
        catch (OrgException e)
        {
            await SitePage.WriteAsync<KeysPage>(context, await ModelAsync(context) with { Wrong = e.Message, Name = name, Ticked = scopes }, StatusCodes.Status400BadRequest);
        }
    }

    private async Task RevokeAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is null) return;
        var scope = context.OrgScope();
        try
        {
            var others = await new ApiKeyDirectory(scope.Tenant, time).RevokeAsync((string)context.Request.RouteValues["id"]!, scope.Caller.Actor, context.RequestAborted);
            Notices.Leave(context, others switch { 0 => "The key is revoked.", 1 => "The key is revoked, and with it one that it had made.", _ => $"The key is revoked, and with it {others} that it had made." });
            await SitePage.SeeOther(context, PageOf(context));
        }
        catch (OrgException e)
        {
            await SitePage.WriteAsync<KeysPage>(context, await ModelAsync(context) with { Wrong = e.Message }, StatusCodes.Status404NotFound);
        }
    }

    private static string PageOf(HttpContext context) => $"/orgs/{context.OrgScope().Org}/settings/keys";

    private static async Task<KeysModel> ModelAsync(HttpContext context)
    {
        var scope = context.OrgScope();
        return new KeysModel(
            await SiteContext.OfOrgAsync(context, "API keys", "settings"),
            await ApiKeyDirectory.ListAsync(scope.Tenant, context.RequestAborted),
            [.. Scopes.All.Where(s => scope.May(s.Value)).Select(s => (s.Key, Allows.GetValueOrDefault(s.Key, "")))])
        {
            Members = await MemberDirectory.ListAsync(scope.Tenant, context.RequestAborted),
        };
    }
}
