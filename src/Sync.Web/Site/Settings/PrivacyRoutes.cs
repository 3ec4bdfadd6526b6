using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Accounts;
using Sync.Engine.Orgs;
using Sync.Engine.Privacy;
using Sync.Model;
using Sync.Web.Access;
using Sync.Web.Composition;

namespace Sync.Web.Site.Settings;

/// <summary>
/// People's data: what was asked concerning it, one person's to download, and forgetting one. Who it is about goes in the bodies of
/// forms and never in an address, which browsers and logs keep.
/// </summary>
internal sealed class PrivacyRoutes(SyncServices services)
{
    private const string Pattern = "/orgs/{orgId}/settings/privacy";
    private const int MostRows = 100;
    private const int MostText = 300;

    private readonly PrivacyRequests requests = new(services.Connections, services.Time);

    public static void Map(IEndpointRouteBuilder routes, PrivacyRoutes my)
    {
        routes.MapGet(Pattern, (RequestDelegate)ShowAsync).ForOrg(Permission.ManagePrivacy);
        routes.MapPost(Pattern + "/export", (RequestDelegate)my.ExportAsync).ForOrg(Permission.ManagePrivacy);
        routes.MapPost(Pattern + "/forget", (RequestDelegate)AskAsync).ForOrg(Permission.ManagePrivacy);
        routes.MapPost(Pattern + "/forget/sure", (RequestDelegate)my.ForgetAsync).ForOrg(Permission.ManagePrivacy);
        routes.MapPost(Pattern + "/allow", (RequestDelegate)my.AllowAsync).ForOrg(Permission.ManagePrivacy);
    }

    private static async Task ShowAsync(HttpContext context) => await SitePage.WriteAsync<PrivacyPage>(context, await ModelAsync(context));

    // A person's, or what a request of their POS has made.
    private Task ExportAsync(HttpContext context) => WithWhoAsync(context, "export", async (scope, who) =>
    {
        var made = (await PrivacyRequests.ListAsync(scope.Tenant, context.RequestAborted)).FirstOrDefault(r => r.HasExport && r.Id == who);
        var json = (made is null ? null : await requests.ExportAsync(scope.Tenant, made.Id, scope.Caller.Actor, context.RequestAborted))
            ?? await requests.ReadAsync(scope.Tenant, who, scope.Caller.Actor, context.RequestAborted);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"person.json\"";
        await context.Response.WriteAsync(json, context.RequestAborted);
    });

    private static Task AskAsync(HttpContext context) => WithWhoAsync(context, "forget", async (scope, who) =>
    {
        var stored = await PrivacyRequests.CountAsync(scope.Tenant, who, context.RequestAborted);
        await SitePage.WriteAsync<ForgetPage>(context, ForgetModel.Of(await SiteContext.OfOrgAsync(context, "Forget one person", "settings"), who, stored));
    });

    private Task ForgetAsync(HttpContext context) => WithWhoAsync(context, "forget", async (scope, who) =>
    {
        await requests.AskAsync(scope.Tenant, PrivacyKind.Erase, who, context.RequestAborted, scope.Caller.Actor);
        await DoneAsync(context, "Noted: the next sync forgets this person. To have it done now, start one under Status.");
    });

    private Task AllowAsync(HttpContext context) => WithWhoAsync(context, "allow", async (scope, who) =>
    {
        if (!await requests.AllowAsync(scope.Tenant, who, scope.Caller.Actor, context.RequestAborted))
            throw new OrgException($"Nobody known as '{who}' was forgotten here. Give the address or the id that they were forgotten by. Nothing was changed.");
        await DoneAsync(context, "Noted: this person may be stored again, once a sync reads something of them. One that reads everything comes once a week.");
    });

    private static async Task WithWhoAsync(HttpContext context, string name, Func<OrgScope, string, Task> act)
    {
        if (await SiteForms.ReadAsync(context) is not { } form) return;
        var who = form["who"].ToString().Trim();
        try
        {
            if (who.Length is 0 or > MostText || !OneLine.Is(who)) throw new OrgException($"Give one e-mail address or one customer's id, of at most {MostText} characters. Nothing was changed.");
            await act(context.OrgScope(), who);
        }
        catch (OrgException e)
        {
            await SitePage.WriteAsync<PrivacyPage>(context, await ModelAsync(context) with { Wrong = e.Message, Form = name, Who = who }, StatusCodes.Status400BadRequest);
        }
    }

    private static async Task<PrivacyModel> ModelAsync(HttpContext context)
    {
        var site = await SiteContext.OfOrgAsync(context, "People's data", "settings");
        var all = await PrivacyRequests.ListAsync(site.Scope!.Tenant, context.RequestAborted);
        var rows = all.OrderBy(r => r.DoneAt is not null).ThenByDescending(r => r.DoneAt ?? r.ReceivedAt).Take(MostRows).Select(r => PrivacyRow.Of(site.Settings!, r));
        return new PrivacyModel(site, [.. rows], Math.Max(0, all.Count - MostRows));
    }

    private static Task DoneAsync(HttpContext context, string sentence)
    {
        Notices.Leave(context, sentence);
        return SitePage.SeeOther(context, $"/orgs/{context.OrgScope().Org}/settings/privacy");
    }
}
