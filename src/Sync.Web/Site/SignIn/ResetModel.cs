namespace Sync.Web.Site.SignIn;

/// <summary>A new password that is being chosen.</summary>
/// <param name="Site">The page.</param>
/// <param name="Token">The link's token.</param>
/// <param name="Email">Whose password.</param>
public sealed record ResetModel(SiteContext Site, string Token, string Email)
{
    /// <summary>What was wrong; null for nothing.</summary>
    public string? Wrong { get; init; }
}
