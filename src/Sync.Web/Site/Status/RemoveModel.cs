namespace Sync.Web.Site.Status;

/// <summary>A connection that somebody wants to remove.</summary>
/// <param name="Site">The page.</param>
/// <param name="Connection">The connection.</param>
public sealed record RemoveModel(SiteContext Site, ConnectionModel Connection)
{
    /// <summary>What was wrong; null for nothing.</summary>
    public string? Wrong { get; init; }
}
