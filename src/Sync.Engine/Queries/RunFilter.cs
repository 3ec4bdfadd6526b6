using Sync.Engine.Runs;

namespace Sync.Engine.Queries;

/// <summary>Which runs to list.</summary>
public sealed record RunFilter
{
    /// <summary>Only those of this connection; null for all.</summary>
    public string? Connection { get; init; }

    /// <summary>Only those that ended so; null for all.</summary>
    public RunResult? Result { get; init; }

    /// <summary>Only those that began at or after this instant; null for all.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only those that began before this instant; null for all.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>At most so many, 1 to 200; default 50.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Where the last page ended (<see cref="RunPage.Next"/>); null for the newest.</summary>
    public string? After { get; init; }
}

/// <summary>Some runs, newest first.</summary>
/// <param name="Runs">The runs, without samples.</param>
/// <param name="Next">Where the next page begins; null where there is none.</param>
public sealed record RunPage(IReadOnlyList<RunEntry> Runs, string? Next);
