using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.Engine.Accounts;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Web.Access;

namespace Sync.Web.Site.Settings;

/// <summary>The org's settings.</summary>
internal sealed class SettingsRoutes(OrgDirectory orgs)
{
    private const string Pattern = "/orgs/{orgId}/settings";

    public static void Map(IEndpointRouteBuilder routes, SettingsRoutes my)
    {
        routes.MapGet(Pattern, (RequestDelegate)ShowAsync).ForOrg(Permission.ManageSettings);
        routes.MapPost(Pattern, (RequestDelegate)my.SaveAsync).ForOrg(Permission.ManageSettings);
    }

    private static async Task ShowAsync(HttpContext context)
    {
        var stored = await OrgDirectory.ReadAsync(context.OrgScope().Tenant, context.RequestAborted);
        await WriteAsync(context, new SettingsModel(await SiteAsync(context), stored.Version, SettingsForm.Of(stored.Settings)));
    }

    private async Task SaveAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is not { } form) return;
        var (scope, version, typed) = (context.OrgScope(), form["version"].ToString(), SettingsForm.Typed(form));
        var (settings, wrong) = SettingsForm.Read(typed);
        if (wrong.Count > 0)
        {
            await WriteAsync(context, new SettingsModel(await SiteAsync(context), version, typed) { Wrong = wrong, Message = "Nothing was saved yet: see what stands at the fields." }, StatusCodes.Status400BadRequest);
            return;
        }

        if (!await orgs.ChangeAsync(scope.Tenant, settings, version, scope.Caller.Actor, context.RequestAborted))
        {
            await TellOtherChangeAsync(context, settings, typed);
            return;
        }

        Notices.Leave(context, "The settings are saved.");
        await SitePage.SeeOther(context, $"/orgs/{scope.Org}/settings");
    }

    // Who comes second keeps what they typed, sees what has been changed meanwhile, and may save over it knowingly.
    private static async Task TellOtherChangeAsync(HttpContext context, OrgSettings wanted, Dictionary<string, string> typed)
    {
        var stored = await OrgDirectory.ReadAsync(context.OrgScope().Tenant, context.RequestAborted);
        var differs = OrgSettingsChanges.Between(stored.Settings, wanted);
        var wrong = differs.ToDictionary(d => d.Field, d => $"Stored now: {d.Before}.");
        await WriteAsync(context, new SettingsModel(await SiteAsync(context), stored.Version, typed)
        {
            Wrong = wrong,
            Message = "Somebody else has changed the settings since you opened this page. Nothing of yours was saved. Compare the marked fields and save again, or reload the page to begin from what is stored now.",
        }, StatusCodes.Status409Conflict);
    }

    private static Task<SiteContext> SiteAsync(HttpContext context) => SiteContext.OfOrgAsync(context, "Settings", "settings");

    private static Task WriteAsync(HttpContext context, SettingsModel model, int status = StatusCodes.Status200OK) =>
        SitePage.WriteAsync<SettingsPage>(context, model with { Zones = SettingsForm.Zones }, status);
}
