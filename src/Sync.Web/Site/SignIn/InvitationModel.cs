using Sync.Engine.Accounts;

namespace Sync.Web.Site.SignIn;

/// <summary>An invitation that is being accepted.</summary>
/// <param name="Site">The page.</param>
/// <param name="Token">The invitation's token.</param>
/// <param name="Invitation">What it says.</param>
/// <param name="OrgName">Of which org.</param>
/// <param name="HasAccount">Whether the invited address has an account already, so that only its password is asked for.</param>
public sealed record InvitationModel(SiteContext Site, string Token, Invitation Invitation, string OrgName, bool HasAccount)
{
    /// <summary>The account, where whoever looks is signed in to it and has shown that the address is theirs: they need no password besides. Else null.</summary>
    public Account? SignedIn { get; init; }

    /// <summary>Where they can sign in at Google and come back from; null where that is not set up.</summary>
    public string? Google { get; init; }

    /// <summary>The name that was typed; empty before.</summary>
    public string Name { get; init; } = "";

    /// <summary>What was wrong with the name; null for nothing.</summary>
    public string? WrongName { get; init; }

    /// <summary>What was wrong; null for nothing.</summary>
    public string? Wrong { get; init; }
}
