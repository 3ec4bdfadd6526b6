namespace Sync.Web.Site.Layout;

/// <summary>A page that says one thing.</summary>
/// <param name="Site">The page.</param>
/// <param name="Sentence">What it says.</param>
public sealed record MessageModel(SiteContext Site, string Sentence)
{
    /// <summary>Where a button leads; null for none.</summary>
    public (string Address, string Text)? Way { get; init; }
}
