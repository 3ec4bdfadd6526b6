using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sync.Engine.Accounts;
using Sync.Engine.Orgs;
using Sync.Web.Api.OpenApi;
using Sync.Web.Api.Requests;
using Sync.Web.Composition;

namespace Sync.Web.Api.Resources;

/// <summary><c>/invitations</c>: who is asked to become a member.</summary>
internal sealed class Invitations(SyncServices services)
{
    private const string Path = Orgs.Path + "/invitations";

    public void Map(ApiMap map)
    {
        map.Get(Path, Permission.ManageMembers, new("listInvitations", "The invitations that are still good.") { Answer = "InvitationList", Paged = true }, ListAsync);
        map.Post(Path, Permission.ManageMembers, new("invite", "Invites somebody, as what the caller may give; the link to accept is in this answer only.") { Body = "InvitationMake", Answer = "InvitationMade", Status = 201 }, MakeAsync);
        map.Delete(Path + "/{invitationId}", Permission.ManageMembers, new("withdrawInvitation", "Withdraws an invitation.") { Status = 204 }, WithdrawAsync);
    }

    private async Task<ApiAnswer> ListAsync(ApiRequest request) =>
        Pages.Answer(request, await InvitationDirectory.ListAsync(request.Tenant, services.Time.GetUtcNow(), request.Cancellation), i => i.Id, Write);

    private async Task<ApiAnswer> MakeAsync(ApiRequest request)
    {
        request.NoQuery();
        var body = request.Body();
        var email = body.RequiredText("email", 254);
        var role = Members.RoleOf(request, body);
        var token = await InviteAsync(request, email, role);
        var made = await InvitationDirectory.FindAsync(request.Tenant, token, services.Time.GetUtcNow()) ?? throw ApiProblem.Conflict("The invitation was withdrawn meanwhile.");
        return ApiAnswer.Json(w =>
        {
            Write(w, made);
            w.WriteString("url", $"{services.PublicUrl}/invitations/{token}");
        }, StatusCodes.Status201Created);
    }

    private async Task<string> InviteAsync(ApiRequest request, string email, Role role)
    {
        try
        {
            foreach (var open in await Directory(request).OfAsync(email, request.Cancellation)) Members.Check(request, open.Role); // the new one withdraws them
            return await Directory(request).InviteAsync(email, role, request.Actor);
        }
        catch (OrgException e)
        {
            throw ApiProblem.Undone("Cannot be done", e.Message, "email");
        }
    }

    private async Task<ApiAnswer> WithdrawAsync(ApiRequest request)
    {
        request.NoQuery();
        var all = await InvitationDirectory.ListAsync(request.Tenant, services.Time.GetUtcNow(), request.Cancellation);
        var one = all.FirstOrDefault(i => i.Id == request.Part("invitationId")) ?? throw ApiProblem.NotFound("invitation");
        Members.Check(request, one.Role);
        await Directory(request).WithdrawAsync(one, request.Actor);
        return ApiAnswer.None;
    }

    private InvitationDirectory Directory(ApiRequest request) => new(request.Tenant, services.Accounts, services.Time);

    private static void Write(Utf8JsonWriter w, Invitation invitation)
    {
        w.WriteString("id", invitation.Id);
        w.WriteString("email", invitation.Email);
        w.WriteString("role", Roles.NameOf(invitation.Role));
        w.WriteString("by", invitation.By);
        w.WriteString("ends", invitation.Ends.UtcDateTime);
    }
}
