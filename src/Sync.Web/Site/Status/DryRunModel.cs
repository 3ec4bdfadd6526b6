namespace Sync.Web.Site.Status;

/// <summary>What a sync would write.</summary>
/// <param name="Site">The page.</param>
public sealed record DryRunModel(SiteContext Site)
{
    /// <summary>Whether it is still being found out.</summary>
    public bool Running { get; init; }

    /// <summary>Why it could not be found out; null where it could.</summary>
    public string? Wrong { get; init; }

    /// <summary>Connection by connection; null where no dry run was made.</summary>
    public IReadOnlyList<DryRunConnection>? Connections { get; init; }
}

/// <summary>What a sync would write of one connection.</summary>
/// <param name="Id">Its id.</param>
public sealed record DryRunConnection(string Id)
{
    /// <summary>Why it could not be read; null where it could.</summary>
    public string? Wrong { get; init; }

    /// <summary>New, changed, unchanged and removed records, by stream.</summary>
    public IReadOnlyList<(string Stream, IReadOnlyList<string> Counts)> Streams { get; init; } = [];

    /// <summary>The first documents as they would be stored: path and content.</summary>
    public IReadOnlyList<(string Path, string Content)> Documents { get; init; } = [];
}
