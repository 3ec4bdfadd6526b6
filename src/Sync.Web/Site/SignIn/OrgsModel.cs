namespace Sync.Web.Site.SignIn;

/// <summary>The orgs of somebody who is signed in.</summary>
/// <param name="Site">The page.</param>
/// <param name="Orgs">Id, name and role of each.</param>
public sealed record OrgsModel(SiteContext Site, IReadOnlyList<(string Id, string Name, string Role)> Orgs);
