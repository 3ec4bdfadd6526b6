namespace Sync.Web.Site.SignIn;

/// <summary>Somebody's own account.</summary>
/// <param name="Site">The page.</param>
public sealed record AccountModel(SiteContext Site)
{
    /// <summary>What was wrong; null for nothing.</summary>
    public string? Wrong { get; init; }
}
