using Sync.Engine.Runs;

namespace Sync.Web.Runs;

/// <summary>A run that goes on in this process, as it stands now.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="By">Who started it, as people know them.</param>
public sealed record LiveRun(DateTimeOffset StartedAt, string By)
{
    /// <summary>How far each stage of each connection has come, in the order in which they began.</summary>
    public IReadOnlyList<RunProgress> Stages { get; init; } = [];

    /// <summary>When each connection's first stage was told of, by its id: before, others were read, or another run was waited for.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Since { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>Whether it only tells what would be written.</summary>
    public bool Dry { get; init; }

    /// <summary>What became of it; null while it goes on.</summary>
    public OrgOutcome? Outcome { get; init; }
}
