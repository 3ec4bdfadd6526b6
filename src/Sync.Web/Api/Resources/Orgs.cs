using System.Text.Json;
using Sync.Engine.Accounts;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Store;
using Sync.Web.Access;
using Sync.Web.Api.OpenApi;
using Sync.Web.Api.Requests;

namespace Sync.Web.Api.Resources;

/// <summary><c>/api/orgs</c>: the caller's orgs, and one's settings.</summary>
internal sealed class Orgs(IDocumentStore store, TimeProvider time)
{
    public const string Path = "/api/orgs/{orgId}";

    public void Map(ApiMap map)
    {
        map.GetOwn("/api/orgs", new("listOrgs", "The orgs that the caller belongs to; for a key its own.") { Answer = "OrgList", Paged = true }, ListAsync);
        map.Get(Path, Permission.ReadData, new("getOrg", "An org's settings.") { Answer = "Org" }, GetAsync);
        map.Patch(Path, Permission.ManageSettings, new("changeOrg", "Changes those settings that are given.") { Body = "OrgChange", Answer = "Org", IfMatch = true }, ChangeAsync);
    }

    private async Task<ApiAnswer> ListAsync(ApiRequest request)
    {
        List<(OrgId Org, string Name, Role? Role)> mine = [];
        await foreach (var (tenant, role) in CallersOrgs.OfAsync(store, request.Context.Caller()!, Permission.None, request.Cancellation))
            mine.Add((tenant.Org, (await OrgDirectory.GetAsync(tenant, request.Cancellation)).Name, role));
        return Pages.Answer(request, mine, o => o.Org.Value, (w, org) =>
        {
            w.WriteString("id", org.Org.Value);
            w.WriteString("name", org.Name);
            if (org.Role is { } role) w.WriteString("role", Roles.NameOf(role));
            else w.WriteNull("role");
        });
    }

    private static async Task<ApiAnswer> GetAsync(ApiRequest request)
    {
        request.NoQuery();
        return Answer(request.Tenant, await OrgDirectory.GetAsync(request.Tenant, request.Cancellation));
    }

    private async Task<ApiAnswer> ChangeAsync(ApiRequest request)
    {
        request.NoQuery();
        var (before, version) = await OrgDirectory.ReadAsync(request.Tenant, request.Cancellation);
        ETags.Require(request.Context, ETags.Of(Answer(request.Tenant, before).Body));
        var after = SettingsChange.Read(request.Body(), before);
        if (!await new OrgDirectory(store, time).ChangeAsync(request.Tenant, after, version, request.Actor)) throw ETags.Changed();

        var answer = Answer(request.Tenant, await OrgDirectory.GetAsync(request.Tenant));
        return answer with { ETag = ETags.Of(answer.Body) };
    }

    private static ApiAnswer Answer(ITenantStore tenant, OrgSettings s) => ApiAnswer.Json(w =>
    {
        w.WriteString("id", tenant.Org.Value);
        w.WriteString("name", s.Name);
        w.WriteString("timeZone", s.TimeZone);
        w.WriteString("currency", s.Currency);
        w.WriteString("callingCode", s.CallingCode);
        w.WriteNumber("dayStartHour", s.DayStartHour);
        w.WriteNumber("deleteLimitShare", s.DeleteLimitShare);
        w.WriteNumber("deleteLimitCount", s.DeleteLimitCount);
        w.WriteBoolean("publicMenu", s.PublicMenu);
        w.WriteStartObject("segments");
        w.WriteNumber("vipSpent", s.Segments.VipSpent);
        w.WriteNumber("vipOrders", s.Segments.VipOrders);
        w.WriteNumber("loyalOrders", s.Segments.LoyalOrders);
        w.WriteNumber("loyalDays", s.Segments.LoyalDays);
        w.WriteNumber("churnedDays", s.Segments.ChurnedDays);
        w.WriteNumber("atRiskDays", s.Segments.AtRiskDays);
        w.WriteNumber("returningOrders", s.Segments.ReturningOrders);
        w.WriteEndObject();
        w.WriteStartObject("tiers");
        w.WriteNumber("silver", s.Tiers.Silver);
        w.WriteNumber("gold", s.Tiers.Gold);
        w.WriteNumber("platinum", s.Tiers.Platinum);
        w.WriteEndObject();
    });
}
