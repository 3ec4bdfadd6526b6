using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.Engine.Accounts;
using Sync.Engine.Orgs;
using Sync.Web.Access;
using Sync.Web.Composition;

namespace Sync.Web.Site.Settings;

/// <summary>Who belongs to the org: inviting, changing roles, removing. Owners are only changed by owners, and nobody changes themselves by accident.</summary>
internal sealed class MemberRoutes(SyncServices services)
{
    private const string Pattern = "/orgs/{orgId}/settings/members";

    public static void Map(IEndpointRouteBuilder routes, MemberRoutes my)
    {
        routes.MapGet(Pattern, (RequestDelegate)my.ShowAsync).ForOrg(Permission.ManageMembers);
        routes.MapPost(Pattern, (RequestDelegate)my.InviteAsync).ForOrg(Permission.ManageMembers);
        routes.MapPost(Pattern + "/invitations/{id}/withdraw", (RequestDelegate)my.WithdrawAsync).ForOrg(Permission.ManageMembers);
        routes.MapPost(Pattern + "/{account}/role", (RequestDelegate)my.ChangeAsync).ForOrg(Permission.ManageMembers);
        routes.MapPost(Pattern + "/{account}/remove", (RequestDelegate)my.RemoveAsync).ForOrg(Permission.ManageMembers);
    }

    private async Task ShowAsync(HttpContext context)
    {
        var made = OnceShown.Take(context, services.Time, PageOf(context));
        await SitePage.WriteAsync<MembersPage>(context, await ModelAsync(context) with { Invited = made is [var email, var link] ? (email, link) : null });
    }

    private Task InviteAsync(HttpContext context) => WithFormAsync(context, async (scope, form) =>
    {
        var role = RoleOf(scope, form["role"]);
        var invitations = new InvitationDirectory(scope.Tenant, services.Accounts, services.Time);
        foreach (var open in await invitations.OfAsync(form["email"].ToString(), context.RequestAborted)) Check(scope, open.Role); // the new one withdraws them
        var token = await invitations.InviteAsync(form["email"].ToString(), role, scope.Caller.Actor, context.RequestAborted);
        await OnceShown.SeeOther(context, services.Time, PageOf(context), form["email"].ToString().Trim(), $"{services.PublicUrl}/invitations/{token}");
    });

    private Task WithdrawAsync(HttpContext context) => WithFormAsync(context, async (scope, _) =>
    {
        var id = (string)context.Request.RouteValues["id"]!;
        var open = await InvitationDirectory.ListAsync(scope.Tenant, services.Time.GetUtcNow(), context.RequestAborted);
        var invitation = open.FirstOrDefault(i => i.Id == id) ?? throw new OrgException("There is no such invitation any more: it was accepted or withdrawn, or its time is over.");
        Check(scope, invitation.Role);
        await new InvitationDirectory(scope.Tenant, services.Accounts, services.Time).WithdrawAsync(invitation, scope.Caller.Actor, context.RequestAborted);
        await DoneAsync(context, $"The invitation of {invitation.Email} is withdrawn; its link is good no more.");
    });

    private Task ChangeAsync(HttpContext context) => WithFormAsync(context, async (scope, form) =>
    {
        var (member, role) = (await MemberAsync(context, form), RoleOf(scope, form["role"]));
        await new MemberDirectory(scope.Tenant, services.Accounts, services.Time).ChangeAsync(member.Account, role, scope.Caller.Actor, context.RequestAborted);
        await DoneAsync(context, $"{member.Email} is {Roles.NameOf(role)} now.");
    });

    private Task RemoveAsync(HttpContext context) => WithFormAsync(context, async (scope, form) =>
    {
        var member = await MemberAsync(context, form);
        await new MemberDirectory(scope.Tenant, services.Accounts, services.Time).RemoveAsync(member.Account, scope.Caller.Actor, context.RequestAborted);
        await DoneAsync(context, $"{member.Email} is a member no more.");
    });

    private async Task WithFormAsync(HttpContext context, Func<OrgScope, IFormCollection, Task> act)
    {
        if (await SiteForms.ReadAsync(context) is not { } form) return;
        try
        {
            await act(context.OrgScope(), form);
        }
        catch (OrgException e)
        {
            await SitePage.WriteAsync<MembersPage>(context, await ModelAsync(context) with { Wrong = e.Message, Email = form["email"], Role = form["role"] }, StatusCodes.Status400BadRequest);
        }
    }

    private static async Task<OrgMember> MemberAsync(HttpContext context, IFormCollection form)
    {
        var scope = context.OrgScope();
        var member = await MemberDirectory.FindAsync(scope.Tenant, (string)context.Request.RouteValues["account"]!, context.RequestAborted)
            ?? throw new OrgException("There is no such member any more. Nothing was changed.");
        Check(scope, member.Role);
        if (member.Account == scope.Caller.Account?.Id && form["sure"] != "yes")
            throw new OrgException("That would be your own place in this shop. Tick the box beside the button if you mean it. Nothing was changed.");
        return member;
    }

    private static Role RoleOf(OrgScope scope, string? name)
    {
        if (!Roles.TryParse(name, out var role)) throw new OrgException("Choose a role. Nothing was changed.");
        Check(scope, role);
        return role;
    }

    private static void Check(OrgScope scope, Role role)
    {
        if (!MayGive(scope).Contains(role)) throw new OrgException("Only an owner can invite, change or remove an owner. Nothing was changed.");
    }

    private static IReadOnlyList<Role> MayGive(OrgScope scope) =>
        [.. Enum.GetValues<Role>().Where(scope.MayGive)];

    private async Task<MembersModel> ModelAsync(HttpContext context)
    {
        var scope = context.OrgScope();
        return new MembersModel(
            await SiteContext.OfOrgAsync(context, "Members", "settings"),
            await MemberDirectory.ListAsync(scope.Tenant, context.RequestAborted),
            await InvitationDirectory.ListAsync(scope.Tenant, services.Time.GetUtcNow(), context.RequestAborted),
            MayGive(scope));
    }

    // Who has just left, or is admin no more, would be sent to a page that is closed to them.
    private static Task DoneAsync(HttpContext context, string sentence)
    {
        var scope = context.OrgScope();
        Notices.Leave(context, sentence);
        var mine = (string?)context.Request.RouteValues["account"] == scope.Caller.Account?.Id;
        return SitePage.SeeOther(context, mine ? "/" : PageOf(context));
    }

    private static string PageOf(HttpContext context) => $"/orgs/{context.OrgScope().Org}/settings/members";
}
