namespace Sync.Web.Site.SignIn;

/// <summary>The sign-in form.</summary>
/// <param name="Site">The page.</param>
/// <param name="Next">Where to go then: a path of ours.</param>
public sealed record SignInModel(SiteContext Site, string Next)
{
    /// <summary>The address that was typed.</summary>
    public string Email { get; init; } = "";

    /// <summary>What was wrong; null for nothing.</summary>
    public string? Wrong { get; init; }
}
