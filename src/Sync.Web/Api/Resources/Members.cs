using System.Text.Json;
using Sync.Engine.Accounts;
using Sync.Web.Api.OpenApi;
using Sync.Web.Api.Requests;
using Sync.Web.Composition;

namespace Sync.Web.Api.Resources;

/// <summary><c>/members</c>: who belongs to the org, and as what.</summary>
internal sealed class Members(SyncServices services)
{
    private const string Path = Orgs.Path + "/members";
    private const string One = Path + "/{memberId}";

    public void Map(ApiMap map)
    {
        map.Get(Path, Permission.ManageMembers, new("listMembers", "The org's members.") { Answer = "MemberList", Paged = true }, ListAsync);
        map.Patch(One, Permission.ManageMembers, new("changeMember", "Gives a member another role; owners are named and un-named by owners only; a key goes no further than its own scopes.") { Body = "MemberChange", Answer = "Member" }, ChangeAsync);
        map.Delete(One, Permission.ManageMembers, new("removeMember", "Removes a member; owners by owners only, and never the last one; a key goes no further than its own scopes.") { Status = 204 }, RemoveAsync);
    }

    /// <summary>The role of a name, where the caller may give it.</summary>
    public static Role RoleOf(ApiRequest request, BodyReader body)
    {
        if (!Roles.TryParse(body.RequiredText("role"), out var role) && !body.IsWrong("role")) body.Wrong("role", $"'role' must be one of {string.Join(", ", Enum.GetValues<Role>().Select(Roles.NameOf))}.");
        body.Check();
        Check(request, role);
        return role;
    }

    private static async Task<ApiAnswer> ListAsync(ApiRequest request) =>
        Pages.Answer(request, await MemberDirectory.ListAsync(request.Tenant, request.Cancellation), m => $"{m.Email} {m.Account}", Write);

    private async Task<ApiAnswer> ChangeAsync(ApiRequest request)
    {
        request.NoQuery();
        var member = await FindAsync(request);
        var role = RoleOf(request, request.Body());
        Check(request, member.Role);
        await Directory(request).ChangeAsync(member.Account, role, request.Actor);
        return ApiAnswer.Json(w => Write(w, member with { Role = role }));
    }

    private async Task<ApiAnswer> RemoveAsync(ApiRequest request)
    {
        request.NoQuery();
        var member = await FindAsync(request);
        Check(request, member.Role);
        await Directory(request).RemoveAsync(member.Account, request.Actor);
        return ApiAnswer.None;
    }

    /// <summary>Refuses what the caller may not make of anybody.</summary>
    /// <exception cref="ApiProblem">The role is an owner's and whoever asks is none, or it may more than the key.</exception>
    public static void Check(ApiRequest request, Role role)
    {
        if (request.Scope.MayGive(role)) return;
        throw ApiProblem.Forbidden(role == Role.Owner
            ? "Only an owner may make somebody an owner, or take it from one. Nothing was changed."
            : $"This key may not make somebody {Roles.NameOf(role)}, or take it from one: it lacks {string.Join(", ", Scopes.Lacking(request.Scope.Permissions, role))}. Nothing was changed.");
    }

    private static async Task<OrgMember> FindAsync(ApiRequest request) =>
        await MemberDirectory.FindAsync(request.Tenant, request.Part("memberId"), request.Cancellation) ?? throw ApiProblem.NotFound("member");

    private MemberDirectory Directory(ApiRequest request) => new(request.Tenant, services.Accounts, services.Time);

    private static void Write(Utf8JsonWriter w, OrgMember member)
    {
        w.WriteString("id", member.Account);
        w.WriteString("email", member.Email);
        w.WriteString("name", member.Name);
        w.WriteString("role", Roles.NameOf(member.Role));
        w.WriteString("since", member.Since.UtcDateTime);
    }
}
