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

    /// <summary>What it would do to each stream.</summary>
    public IReadOnlyList<DryRunStream> Streams { get; init; } = [];

    /// <summary>The first documents as they would be stored: path and content.</summary>
    public IReadOnlyList<(string Path, string Content)> Documents { get; init; } = [];
}

/// <summary>What a sync would do to one stream.</summary>
/// <param name="Stream">What it brings, such as <c>customers</c>.</param>
/// <param name="State">How it would stand.</param>
/// <param name="Counts">New, changed, unchanged and removed records, and removals that would wait for somebody's word.</param>
public sealed record DryRunStream(string Stream, StateModel State, IReadOnlyList<string> Counts)
{
    /// <summary>Why not all of it was read, or what would wait, and what to do; null where all is well.</summary>
    public string? Wrong { get; init; }

    /// <summary>What else is worth telling.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
