using Sync.Engine.Accounts;

namespace Sync.Web.Site.Settings;

/// <summary>The org's members.</summary>
/// <param name="Site">The page.</param>
/// <param name="Members">The members.</param>
/// <param name="Invitations">The open invitations.</param>
/// <param name="MayGive">The roles that whoever looks may give and take.</param>
public sealed record MembersModel(SiteContext Site, IReadOnlyList<OrgMember> Members, IReadOnlyList<Invitation> Invitations, IReadOnlyList<Role> MayGive)
{
    /// <summary>What was wrong; null for nothing.</summary>
    public string? Wrong { get; init; }

    /// <summary>What was typed as the address of whom to invite.</summary>
    public string? Email { get; init; }

    /// <summary>The role that was chosen for whom to invite.</summary>
    public string? Role { get; init; }

    /// <summary>The link of the invitation that was just made, and whom it is for; null where none was.</summary>
    public (string Email, string Link)? Invited { get; init; }

    /// <summary>Whether a member is whoever looks.</summary>
    public bool IsMe(OrgMember member) => member.Account == Site.Caller?.Account?.Id;
}
