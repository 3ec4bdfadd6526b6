namespace Sync.Web.Site.Import;

/// <summary>Where an import begins.</summary>
/// <param name="Site">The page.</param>
/// <param name="MostMegabytes">How large a file may be.</param>
/// <param name="Waiting">The caller's own imports that are still here.</param>
public sealed record ImportPageModel(SiteContext Site, long MostMegabytes, IReadOnlyList<(string Address, string FileName, string State, DateTimeOffset At)> Waiting)
{
    /// <summary>What was wrong; null for nothing.</summary>
    public string? Wrong { get; init; }

    /// <summary>Whether files wait on a disk that does not outlive this process, as in the cloud.</summary>
    public bool ShortLived { get; init; }
}
